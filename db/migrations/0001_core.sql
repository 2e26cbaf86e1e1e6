create schema core;
grant usage on schema core to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

-- Trigram search and keyed lookups; both are trusted extensions, so the owner of the database may create them.
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;

-- Set by withActor(). On a pooled connection an unset setting reads '' after its first use, hence nullif.
create function core.actor_id() returns uuid language sql stable
  return nullif(current_setting('satupintu.actor_id', true), '')::uuid;
create function core.actor_agencies() returns text[] language sql stable
  return coalesce(nullif(current_setting('satupintu.actor_agencies', true), ''), '{}')::text[];

create table core.event (
  seq bigint generated always as identity primary key,
  id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  no integer not null,
  type text not null,
  at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  actor_kind text not null,
  actor_id uuid,
  on_behalf_of uuid,
  via text not null,
  data jsonb not null,
  prev text not null,
  hash text not null,
  constraint event_numbered_once unique (subject_id, no),
  constraint event_via_known check (via in ('web', 'counter', 'offline', 'api', 'clock')),
  constraint event_type_named check (type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint event_number_positive check (no > 0)
);
comment on table core.event is 'The append-only log every figure is computed from. One hash chain per subject. References and salted hashes only, no personal values.';
create index event_by_type on core.event (type, at);

alter table core.event enable row level security;
grant insert on core.event to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant select on core.event to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
-- Whoever writes an event writes it in their own name. Who may read which events is said by the module that owns the subject.
create policy in_own_name on core.event for insert
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job
  with check (actor_id is not distinct from (select core.actor_id()) and current_user = 'satupintu_' || actor_kind);
create policy every on core.event for select to satupintu_job using (true);

create function core.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'core.event is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete on core.event for each row execute function core.refuse_change();
create trigger never_emptied before truncate on core.event for each statement execute function core.refuse_change();

-- The last number and hash of a subject, for the next event. Says nothing else, so every actor may ask.
create function core.event_head(subject uuid) returns table (no integer, hash text) language sql stable security definer set search_path = '' as $$
  select e.no, e.hash from core.event e where e.subject_id = subject order by e.no desc limit 1
$$;

create table core.outbox (
  id uuid primary key,
  task text not null,
  payload jsonb not null,
  key text,
  not_before timestamptz,
  created_at timestamptz not null default now()
);
comment on table core.outbox is 'Jobs that committed with the change that caused them; the worker moves them into its own queue.';
alter table core.outbox enable row level security;
grant insert on core.outbox to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
-- `for update skip locked` asks for the update privilege, though no row is ever changed.
grant select, update, delete on core.outbox to satupintu_job;
create policy queue on core.outbox for insert to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner with check (true);
create policy every on core.outbox to satupintu_job using (true) with check (true);

create table core.command (
  key text primary key,
  fingerprint text not null,
  result jsonb,
  actor_id uuid default core.actor_id(),
  at timestamptz not null default now()
);
comment on table core.command is 'Idempotency keys: a command sent twice gives its first answer.';
create index command_by_age on core.command (at);
alter table core.command enable row level security;
grant insert (key, fingerprint) on core.command to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant select, update (result) on core.command to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant delete on core.command to satupintu_job;
create policy own on core.command to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner
  using (actor_id is not distinct from (select core.actor_id())) with check (actor_id is not distinct from (select core.actor_id()));
create policy every on core.command to satupintu_job using (true) with check (true);

create table core.region (
  code text primary key,
  name text not null,
  level smallint not null,
  parent text,
  kind text not null,
  aliases text[] not null default '{}',
  population_2020 integer,
  area_km2 integer,
  old_code text,
  status text not null,
  source text[] not null default '{}',
  verified text not null,
  constraint region_level_known check (level in (2, 3, 4)),
  constraint region_verified_known check (verified in ('V', 'S', 'M'))
);
comment on table core.region is 'Kabupaten, distrik, kelurahan and kampung by Kepmendagri 300.2.2-2430/2025. Names are not unique: key by code.';

create table core.holiday (
  date date not null,
  scope text not null,
  kind text not null,
  name text not null,
  legal_basis text not null,
  declared_on date,
  stops_clock boolean not null,
  estimate boolean not null,
  source text[] not null default '{}',
  verified text not null,
  primary key (date, scope, kind),
  constraint holiday_kind_known check (kind in ('nasional', 'cuti_bersama', 'daerah', 'fakultatif')),
  constraint holiday_verified_known check (verified in ('V', 'S', 'M'))
);
comment on table core.holiday is 'Days that don''t count as working days. National layer by SKB; regional rows are added by a steward with their decree.';

create table core.source (
  id text primary key,
  citation text not null,
  kind text not null
);
comment on table core.source is 'Where a fact was read; ids are cited in every source column.';

alter table core.region enable row level security;
alter table core.holiday enable row level security;
alter table core.source enable row level security;
grant select on core.region, core.holiday, core.source to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert, update, delete on core.holiday to satupintu_steward;
create policy everyone on core.region for select using (true);
create policy everyone on core.holiday for select using (true);
create policy everyone on core.source for select using (true);
create policy steward on core.holiday to satupintu_steward using (true) with check (true);
