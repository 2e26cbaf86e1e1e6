-- Other systems: registers we ask, systems we report to, and the keys of those who ask us.
-- Nothing here holds a personal value: a request says who asked which register and what came of it, not about whom.
create schema exchange;
grant usage on schema exchange to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table exchange.adapter (
  -- `name@version`, as definitions write it.
  name text primary key,
  mode text not null default 'simulated',
  endpoint text,
  -- Circuit breaker, shared by all processes: failures in a row, and until when nobody tries.
  failures integer not null default 0,
  open_until timestamptz(3),
  last_ok_at timestamptz(3),
  last_failed_at timestamptz(3),
  constraint adapter_mode_known check (mode in ('live', 'file', 'simulated')),
  constraint adapter_live_has_endpoint check (mode <> 'live' or endpoint is not null),
  constraint adapter_endpoint_is_https check (endpoint ~ '^https://' or endpoint ~ '^http://(localhost|127\.0\.0\.1)[:/]')
);
comment on table exchange.adapter is 'How each outside system is reached, and how it fares.';
insert into exchange.adapter (name) values ('dukcapil.identity@2'), ('nakes.str@1'), ('nakes.skp@1'), ('mppdn.sip@1');

create table exchange.adapter_fault (
  adapter text primary key references exchange.adapter,
  fault text not null,
  set_by uuid not null,
  set_at timestamptz(3) not null,
  constraint adapter_fault_known check (fault in (
    'slow', 'down', 'timeout_after_acceptance', 'wrong_person', 'partial', 'stale', 'changed_shape', 'duplicate', 'out_of_order', 'quota', 'expired_certificate'))
);
comment on table exchange.adapter_fault is 'Faults of simulators, switched on by a steward to rehearse them.';

create table exchange.request (
  id uuid primary key,
  adapter text not null references exchange.adapter,
  -- The caller's idempotency key: a reference such as a draft''s id, never a NIK.
  key text not null,
  actor_kind text not null,
  actor_id uuid,
  mode text not null,
  result text not null,
  attempts smallint not null,
  ms integer not null,
  at timestamptz(3) not null,
  constraint request_result_known check (result ~ '^(found|not_found|accepted|unavailable\.[a-z_]+)$')
);
comment on table exchange.request is 'Every question to an outside system: who, which, when, how long, with what result. UU 27/2022 ps. 31.';
create index request_by_adapter on exchange.request (adapter, at desc);

create table exchange.report (
  document_id uuid primary key,
  adapter text not null references exchange.adapter,
  number text not null,
  code text not null,
  issued_on date not null,
  valid_until date,
  receipt text,
  last_fault text,
  tries integer not null default 0,
  queued_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  constraint report_accepted_has_receipt check ((receipt is null) = (accepted_at is null))
);
comment on table exchange.report is 'Documents issued here and reported to a national system; one row a document, so it is reported once.';

create table exchange.partner (
  id uuid primary key,
  agency text not null references identity.agency,
  name text not null,
  scopes text[] not null,
  rate_per_minute integer not null,
  key_hash bytea not null unique,
  -- The first signs, by which people tell keys apart.
  key_hint text not null,
  created_by uuid not null references identity.person,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  revoked_by uuid references identity.person,
  constraint partner_scopes_some check (cardinality(scopes) > 0),
  constraint partner_rate_sane check (rate_per_minute between 1 and 6000),
  constraint partner_name_short check (length(name) between 3 and 100)
);
comment on table exchange.partner is 'Keys of agencies'' own applications. The key is shown once; only its SHA-256 is kept.';
create index partner_by_agency on exchange.partner (agency);

alter table exchange.adapter enable row level security;
alter table exchange.adapter_fault enable row level security;
alter table exchange.request enable row level security;
alter table exchange.report enable row level security;
alter table exchange.partner enable row level security;

grant select on exchange.adapter, exchange.adapter_fault to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant update (failures, open_until, last_ok_at, last_failed_at) on exchange.adapter to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant update (mode, endpoint) on exchange.adapter to satupintu_steward;
create policy everyone on exchange.adapter for select using (true);
create policy health on exchange.adapter for update using (true) with check (true);
grant insert, delete, update (fault, set_by, set_at) on exchange.adapter_fault to satupintu_steward;
create policy everyone on exchange.adapter_fault for select using (true);
create policy steward on exchange.adapter_fault to satupintu_steward using (true) with check (set_by = (select core.actor_id()));

grant insert on exchange.request to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant select on exchange.request to satupintu_steward, satupintu_job;
grant delete on exchange.request to satupintu_job;
create policy in_own_name on exchange.request for insert
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job
  with check (actor_id is not distinct from (select core.actor_id()) and current_user = 'satupintu_' || actor_kind);
create policy steward on exchange.request for select to satupintu_steward using (true);
create policy every on exchange.request to satupintu_job using (true);

grant select on exchange.report to satupintu_steward, satupintu_job;
grant insert, update (receipt, last_fault, tries, accepted_at) on exchange.report to satupintu_job;
create policy steward on exchange.report for select to satupintu_steward using (true);
create policy every on exchange.report to satupintu_job using (true) with check (true);

grant select (id, agency, name, scopes, rate_per_minute, key_hint, created_by, created_at, expires_at, last_used_at, revoked_at, revoked_by) on exchange.partner to satupintu_steward;
grant insert (id, agency, name, scopes, rate_per_minute, key_hash, key_hint, created_by, created_at, expires_at) on exchange.partner to satupintu_steward;
grant update (revoked_at, revoked_by) on exchange.partner to satupintu_steward;
create policy steward on exchange.partner to satupintu_steward using (true) with check (true);

create policy partner_key on core.event for select to satupintu_steward using (subject_kind in ('partner', 'adapter'));

-- Who a key belongs to, while it holds; notes its use at most once a minute.
create function exchange.partner_of_key(hash bytea, moment timestamptz)
  returns table (id uuid, agency text, scopes text[], rate_per_minute integer) language plpgsql security definer set search_path = '' as $$
begin
  update exchange.partner p set last_used_at = moment
    where p.key_hash = hash and p.revoked_at is null and p.expires_at > moment and (p.last_used_at is null or p.last_used_at < moment - interval '1 minute');
  return query select p.id, p.agency, p.scopes, p.rate_per_minute from exchange.partner p
    where p.key_hash = hash and p.revoked_at is null and p.expires_at > moment;
end $$;
revoke execute on all functions in schema exchange from public;
grant execute on function exchange.partner_of_key(bytea, timestamptz) to satupintu_anonymous;
