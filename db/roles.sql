-- Cluster-wide roles, made once and safe to repeat. The owner migrates. The logins own nothing and inherit nothing:
-- each transaction takes the role of its actor, so a query outside withActor() is refused, not just empty.
-- Passwords are set by the start tool (tools/roles.ts); with a local socket and trust none is needed.
do $$
declare name text;
begin
  foreach name in array array[
    'satupintu_owner', 'satupintu_web', 'satupintu_worker', 'satupintu_anonymous', 'satupintu_citizen', 'satupintu_officer',
    'satupintu_leader', 'satupintu_steward', 'satupintu_partner', 'satupintu_job', 'satupintu_vault', 'satupintu_whistle'
  ] loop
    if not exists (select from pg_roles where rolname = name) then execute format('create role %I', name); end if;
  end loop;
  alter role satupintu_owner login;
  alter role satupintu_web login noinherit;
  alter role satupintu_worker login noinherit;
  grant satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner to satupintu_web;
  grant satupintu_job to satupintu_worker;
  -- Owns the tables of reporters' identities, and only those; nobody signs in as it.
  grant satupintu_vault to satupintu_owner;
  -- The same for the reports of whistle-blowers.
  grant satupintu_whistle to satupintu_owner;
end $$;
