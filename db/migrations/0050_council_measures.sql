-- Measures of the council (council.md § 1): counted from core.event alone by the worker, published as points that are never
-- changed. What isn't protected yet (tallies, what one subject adds) only the worker may read.
create schema council;
grant usage on schema council to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

-- A measure as it was registered; another definition is another stamp, the old one stays.
create table council.metric (
  id text not null,
  stamp text not null,
  definition jsonb not null,
  registered_at timestamptz(3) not null default now(),
  primary key (id, stamp),
  constraint metric_stamp_hex check (stamp ~ '^[0-9a-f]{64}$'),
  constraint metric_definition_object check (jsonb_typeof(definition) = 'object')
);
comment on table council.metric is 'Registered measures with the hash of all that was said of them. Perpres 39/2019 (Satu Data Indonesia: concept, definition, unit).';
alter table council.metric enable row level security;
grant select on council.metric to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
create policy everyone on council.metric for select using (true);

-- What one subject (case, report, visit) adds to the tallies, so that it can be taken out again when its log has grown.
create table council.subject (
  id uuid primary key,
  kind text not null,
  facts jsonb not null,
  -- When time alone changes it, without an event.
  next_at timestamptz(3),
  constraint subject_kind_known check (kind in ('case', 'complaint', 'visit'))
);
comment on table council.subject is 'Derived from core.event; a recount makes it anew.';
create index subject_pending on council.subject (next_at) where next_at is not null;
alter table council.subject enable row level security;
grant select, insert, update, delete on council.subject to satupintu_job;
create policy count on council.subject to satupintu_job using (true) with check (true);

-- How often each value came, by formula, month and (where told apart) distrik, agency or group.
create table council.tally (
  formula text not null,
  month text not null,
  -- '' for everything together, where key is '' too
  dimension text not null,
  key text not null,
  value integer not null,
  n integer not null,
  primary key (formula, month, dimension, key, value),
  constraint tally_dimension_known check (dimension in ('', 'region', 'agency', 'group')),
  constraint tally_month_written check (month ~ '^\d{4}-\d{2}$')
);
comment on table council.tally is 'Derived from core.event, not yet protected: the worker alone reads it. UU 27/2022.';
alter table council.tally enable row level security;
grant select, insert, update, delete on council.tally to satupintu_job;
create policy count on council.tally to satupintu_job using (true) with check (true);

-- Months whose tallies changed since their points were made.
create table council.stale_month (
  formula text not null,
  month text not null,
  primary key (formula, month)
);
comment on table council.stale_month is 'Work left for the next minute.';
alter table council.stale_month enable row level security;
grant select, insert, update, delete on council.stale_month to satupintu_job;
create policy count on council.stale_month to satupintu_job using (true) with check (true);

-- A formula that failed on a log: the measures that need it read as not reported until it succeeds.
create table council.failure (
  formula text not null,
  subject_id uuid not null,
  why text not null,
  at timestamptz(3) not null,
  primary key (formula, subject_id)
);
comment on table council.failure is 'Formulas that failed on a log; never counted as nothing.';
create index failure_by_subject on council.failure (subject_id);
alter table council.failure enable row level security;
grant select, insert, update, delete on council.failure to satupintu_job;
create policy count on council.failure to satupintu_job using (true) with check (true);

-- How far the log was read. A transaction may commit after one with a later number, so each run begins where the log
-- ended a minute and more before the last.
create table council.progress (
  is_only boolean primary key default true,
  seq bigint not null,
  safe_seq bigint not null,
  safe_at timestamptz(3) not null,
  month text not null,
  counted_at timestamptz(3) not null,
  constraint progress_only_one check (is_only)
);
comment on table council.progress is 'How far core.event was read, and when.';
alter table council.progress enable row level security;
grant select on council.progress to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
grant select, insert, update on council.progress to satupintu_job;
create policy everyone on council.progress for select using (true);
create policy count on council.progress to satupintu_job using (true) with check (true);

-- The published values. Never changed: a correction is a later row with its reason.
create table council.point (
  id bigint generated always as identity primary key,
  metric text not null,
  formula text not null,
  -- 'YYYY-MM' for everything together; 'YYYY-Qn' where told by distrik, agency or group
  period text not null,
  dimension text not null,
  key text not null,
  -- value; small: too few to say a value; few, hidden: too few to say how many
  state text not null,
  value double precision,
  n integer,
  low double precision,
  high double precision,
  computed_at timestamptz(3) not null,
  reason text,
  constraint point_dimension_known check (dimension in ('', 'region', 'agency', 'group')),
  constraint point_period_written check (period ~ '^\d{4}-(\d{2}|Q[1-4])$'),
  constraint point_state_known check (state in ('value', 'small', 'few', 'hidden')),
  constraint point_says_what_it_may check ((state = 'value') = (value is not null) and (state in ('value', 'small')) = (n is not null))
);
comment on table council.point is 'Published values of measures, small cells closed before they are written. UU 14/2008 (public information), UU 27/2022.';
create index point_latest on council.point (metric, dimension, period, key, id desc);
alter table council.point enable row level security;
grant select on council.point to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert on council.point to satupintu_job;
create policy everyone on council.point for select using (true);
create policy count on council.point for insert to satupintu_job with check (true);
create trigger append_only before update or delete on council.point for each row execute function core.refuse_change();
create trigger never_emptied before truncate on council.point for each statement execute function core.refuse_change();

-- The month that still runs, and whether the measure is reported at all.
create table council.running (
  metric text primary key,
  state text not null,
  month text not null,
  value double precision,
  n integer,
  computed_at timestamptz(3) not null,
  constraint running_state_known check (state in ('value', 'none', 'few', 'not_reported')),
  constraint running_says_what_it_may check ((state = 'value') = (value is not null))
);
comment on table council.running is 'The running month of each measure, at most a minute old.';
alter table council.running enable row level security;
grant select on council.running to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
grant select, insert, update on council.running to satupintu_job;
create policy everyone on council.running for select using (true);
create policy count on council.running to satupintu_job using (true) with check (true);
