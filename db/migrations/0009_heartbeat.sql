create table core.heartbeat (
  name text primary key,
  at timestamptz not null
);
comment on table core.heartbeat is 'When each process last said that it lives; /readyz reads it.';
alter table core.heartbeat enable row level security;
grant select on core.heartbeat to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert, update on core.heartbeat to satupintu_job;
create policy everyone on core.heartbeat for select using (true);
create policy worker on core.heartbeat to satupintu_job using (true) with check (true);
