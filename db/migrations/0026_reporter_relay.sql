-- Notices to reporters without an account, by a relay (complaints.md § 3): the address lies in the vault and is read at
-- the moment of sending alone; agencies, events and message rows know a random pseudonym.

create table messages.notice (
  id uuid primary key,
  -- The vault's pseudonym, no person; what it stands for only the vault says.
  relay uuid not null,
  template text not null,
  data_sealed bytea not null,
  -- What it tells of; told again, it is the same notice.
  key text not null unique,
  at timestamptz(3) not null,
  constraint notice_template_versioned check (template ~ '^n/[a-z_-]+@[0-9]+$')
);
alter table messages.notice enable row level security;
grant select, insert on messages.notice to satupintu_job;
create policy every on messages.notice to satupintu_job using (true) with check (true);
comment on table messages.notice is 'Perpres 76/2013: a reporter''s identity is confidential. Read by the worker alone; no address stands here.';

alter table messages.delivery add column notice_id uuid references messages.notice,
  drop constraint delivery_of_one_thing,
  add constraint delivery_of_one_thing check (num_nonnulls(message_id, code_id, notice_id) = 1),
  -- As it stood it never held: one of the two was always null, and null equals nothing.
  drop constraint delivery_once,
  add constraint delivery_once unique nulls not distinct (message_id, code_id, notice_id, channel),
  drop constraint delivery_status_known,
  add constraint delivery_status_known check (status in ('queued', 'sent', 'failed', 'no_address', 'stopped'));

-- One link a reporter: to answer, and to ask for silence. Its key is a keyed hash; the link itself stands nowhere.
create table reporter.relay_link (
  pseudonym uuid primary key references reporter.identity,
  key bytea not null unique,
  opened_at timestamptz(3) not null,
  stopped_at timestamptz(3)
);
alter table reporter.relay_link owner to satupintu_vault;
alter table reporter.relay_link enable row level security;

create function reporter.open_relay(of_pseudonym uuid, link_key bytea, moment timestamptz) returns void language sql security definer set search_path = '' as $$
  insert into reporter.relay_link (pseudonym, key, opened_at) values (of_pseudonym, link_key, moment) on conflict (pseudonym) do nothing
$$;
create function reporter.stop_relay(link_key bytea, moment timestamptz) returns boolean language sql security definer set search_path = '' as $$
  update reporter.relay_link r set stopped_at = coalesce(r.stopped_at, moment) where r.key = link_key returning true
$$;
create function reporter.resume_relay(link_key bytea) returns boolean language sql security definer set search_path = '' as $$
  update reporter.relay_link r set stopped_at = null where r.key = link_key returning true
$$;
create function reporter.relay_of(link_key bytea) returns table (pseudonym uuid, stopped_at timestamptz) language sql stable security definer set search_path = '' as $$
  select r.pseudonym, r.stopped_at from reporter.relay_link r where r.key = link_key
$$;
-- Where a notice goes, at the moment of sending: nowhere once the reporter asked for silence or was erased.
create function reporter.address(of_pseudonym uuid) returns table (phone_sealed bytea, email_sealed bytea, lang text, is_stopped boolean)
  language sql stable security definer set search_path = '' as $$
  select i.phone_sealed, i.email_sealed, i.lang, r.stopped_at is not null from reporter.identity i
  left join reporter.relay_link r on r.pseudonym = i.pseudonym where i.pseudonym = of_pseudonym and i.erased_at is null
$$;
do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'reporter'::regnamespace
    and p.proname in ('open_relay', 'stop_relay', 'resume_relay', 'relay_of', 'address') loop
    execute format('alter function %s owner to satupintu_vault', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
grant execute on function reporter.open_relay(uuid, bytea, timestamptz), reporter.address(uuid) to satupintu_job;
grant execute on function reporter.stop_relay(bytea, timestamptz), reporter.resume_relay(bytea), reporter.relay_of(bytea)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_job, satupintu_owner;

-- Whoever holds the link is the reporter for this transaction, whatever device it came to.
create function complaints.present_relay(link_key bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select coalesce(
    (select d.report_id from complaints.detail d where d.pseudonym = r.pseudonym),
    (select w.report_id from complaints.witness w where w.pseudonym = r.pseudonym and w.left_at is null))
    into found_id from reporter.relay_of(link_key) r;
  perform set_config('satupintu.complaint', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
revoke execute on function complaints.present_relay(bytea) from public;
grant execute on function complaints.present_relay(bytea) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_job;
