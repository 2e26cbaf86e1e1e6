-- One case (permohonan): headers and lists here, what happened in core.event. Every table below equals the fold of the
-- log, and a test says so. Personal values are sealed; who may read one is decided row by row.
create schema cases;
grant usage on schema cases to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table cases.case_file (
  id uuid primary key,
  code text not null unique,
  service_id text not null,
  definition_hash text not null,
  applicant_id uuid not null references identity.person,
  filed_by uuid not null references identity.person,
  channel text not null,
  authority text not null references identity.agency,
  -- Every agency that has, or may get, a task: fixed at submission, so that one plain condition decides who sees the case.
  agencies text[] not null,
  lane text not null,
  submitted_at timestamptz(3) not null,
  ended_at timestamptz(3),
  end_kind text,
  clock_state text not null,
  due_at timestamptz(3),
  -- Working days the legal clock has used; final once the case ended.
  used_days integer not null default 0,
  -- The answers that the process, clock and lanes of the definition ask for (where, what kind), sealed: routing needs them
  -- also where the actor may not read the form.
  facts_sealed bytea not null,
  -- Working milliseconds from submission to end; set at the end.
  working_ms bigint,
  -- The next moment at which the log owes a fact (silence, stop, expiry); what the worker looks for.
  next_at timestamptz(3),
  constraint case_file_channel_known check (channel in ('web', 'counter', 'assisted', 'offline', 'api')),
  constraint case_file_end_known check (end_kind in ('granted', 'rejected', 'not-admitted', 'lapsed', 'withdrawn')),
  constraint case_file_ended_whole check ((ended_at is null) = (end_kind is null)),
  constraint case_file_clock_known check (clock_state in ('not_started', 'running', 'stopped', 'ended')),
  constraint case_file_has_agency check (cardinality(agencies) > 0 and authority = any (agencies))
);
comment on table cases.case_file is 'UU 25/2009: one register of requests. The legal clock is UU 30/2014 ps. 53, by the definition''s own basis.';
create index case_file_by_applicant on cases.case_file (applicant_id, submitted_at desc);
create index case_file_by_agency on cases.case_file using gin (agencies);
create index case_file_owed on cases.case_file (next_at) where next_at is not null;
create index case_file_achieved on cases.case_file (service_id, ended_at) where end_kind in ('granted', 'rejected');

create table cases.task (
  case_id uuid not null references cases.case_file,
  task text not null,
  applicant_id uuid not null,
  agencies text[] not null,
  agency text not null references identity.agency,
  role text not null,
  kind text not null,
  status text not null,
  lane text not null,
  claimant uuid references identity.person,
  opened_at timestamptz(3),
  claimed_at timestamptz(3),
  closed_at timestamptz(3),
  due_at timestamptz(3),
  outcome text,
  by_silence boolean not null default false,
  sees_fields text[] not null,
  sees_documents text[] not null,
  primary key (case_id, task),
  constraint task_status_known check (status in ('waiting', 'open', 'claimed', 'returned', 'done', 'not_applicable', 'cancelled')),
  constraint task_claimed_has_claimant check (status <> 'claimed' or claimant is not null)
);
create index task_worklist on cases.task (agency, due_at, case_id) where status in ('open', 'claimed', 'returned');
create index task_of_claimant on cases.task (claimant, due_at) where status = 'claimed';

create table cases.answer (
  case_id uuid not null references cases.case_file,
  field text not null,
  applicant_id uuid not null,
  class text not null,
  source text not null,
  verified boolean not null,
  value_sealed bytea not null,
  salt bytea not null,
  hash text not null,
  at timestamptz(3) not null,
  primary key (case_id, field),
  constraint answer_class_known check (class in ('open', 'personal', 'identity', 'specific')),
  constraint answer_source_known check (source in ('typed', 'register', 'computed', 'reuse'))
);
comment on table cases.answer is 'Sealed values; the event log holds their salted hash. Erase value and salt, and the log still verifies.';

create table cases.evidence (
  id uuid primary key,
  case_id uuid not null references cases.case_file,
  applicant_id uuid not null,
  requirement text not null,
  concept text not null,
  kind text not null,
  status text not null default 'current',
  file_id text,
  file_name text,
  mime text,
  size bigint,
  sha256 text not null,
  issuer text,
  verified_by uuid,
  verified_at timestamptz(3),
  valid_until date,
  source_case uuid,
  at timestamptz(3) not null,
  constraint evidence_kind_known check (kind in ('field', 'register', 'issued', 'reuse', 'task', 'upload')),
  constraint evidence_status_known check (status in ('current', 'replaced')),
  constraint evidence_upload_has_file check (kind <> 'upload' or file_id is not null)
);
create index evidence_by_case on cases.evidence (case_id);
create index evidence_by_person on cases.evidence (applicant_id, concept) where verified_at is not null;

-- Words people wrote about a case: marks of a return, reasons, conditions, notes. Sealed: they may name people.
create table cases.statement (
  id uuid primary key,
  case_id uuid not null references cases.case_file,
  applicant_id uuid not null,
  agencies text[] not null,
  task text,
  kind text not null,
  path text,
  requirement text,
  text_sealed bytea not null,
  at timestamptz(3) not null,
  constraint statement_kind_known check (kind in ('mark', 'reason', 'condition', 'basis', 'note'))
);
create index statement_by_case on cases.statement (case_id);

create table cases.draft (
  id uuid primary key,
  service_id text not null,
  definition_hash text not null,
  applicant_id uuid not null references identity.person,
  filed_by uuid not null references identity.person,
  channel text not null,
  content_sealed bytea not null,
  updated_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
comment on table cases.draft is 'What a citizen has typed so far, sealed as a whole. Sending it makes the case of the same id, so it can be sent only once.';
create index draft_by_applicant on cases.draft (applicant_id, updated_at desc);
create index draft_expiring on cases.draft (expires_at);

alter table cases.case_file enable row level security;
alter table cases.task enable row level security;
alter table cases.answer enable row level security;
alter table cases.evidence enable row level security;
alter table cases.statement enable row level security;
alter table cases.draft enable row level security;

grant select, insert on cases.case_file, cases.task, cases.answer, cases.evidence, cases.statement to satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
grant select on cases.case_file, cases.task to satupintu_leader;
grant update (clock_state, due_at, used_days, working_ms, next_at, ended_at, end_kind) on cases.case_file to satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
grant update (facts_sealed) on cases.case_file to satupintu_citizen;
grant update (status, claimant, opened_at, claimed_at, closed_at, due_at, outcome, by_silence) on cases.task to satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
grant update (source, verified, value_sealed, salt, hash, at) on cases.answer to satupintu_citizen;
grant update (status, verified_by, verified_at) on cases.evidence to satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
grant select, insert, delete on cases.draft to satupintu_citizen, satupintu_officer;
grant update (definition_hash, content_sealed, updated_at, expires_at) on cases.draft to satupintu_citizen, satupintu_officer;
grant select, delete on cases.draft to satupintu_job;

create policy own on cases.case_file to satupintu_citizen using (applicant_id = (select core.actor_id())) with check (applicant_id = (select core.actor_id()));
create policy of_agency on cases.case_file for select to satupintu_officer, satupintu_partner using (agencies && (select core.actor_agencies()));
create policy of_agency_change on cases.case_file for update to satupintu_officer, satupintu_partner
  using (agencies && (select core.actor_agencies())) with check (agencies && (select core.actor_agencies()));
-- At the counter an officer files for a citizen; both names stand in the row and in the event.
create policy filed_by_me on cases.case_file for select to satupintu_officer using (filed_by = (select core.actor_id()));
create policy file_for_another on cases.case_file for insert to satupintu_officer, satupintu_partner
  with check (filed_by = (select core.actor_id()) and channel in ('counter', 'assisted', 'offline', 'api'));
create policy every on cases.case_file for select to satupintu_leader using (true);
create policy every_case on cases.case_file to satupintu_job using (true) with check (true);

create policy own on cases.task to satupintu_citizen using (applicant_id = (select core.actor_id())) with check (applicant_id = (select core.actor_id()));
create policy of_agency on cases.task to satupintu_officer, satupintu_partner using (agencies && (select core.actor_agencies())) with check (true);
create policy every on cases.task for select to satupintu_leader using (true);
create policy every_task on cases.task to satupintu_job using (true) with check (true);

-- Which of a case's answers and papers the actor's agencies may read now: those that an open task of theirs names.
-- Opening a case without a task shows none (services.md § 8).
create function cases.seen_fields(of_case uuid) returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct field), '{}') from cases.task t, unnest(t.sees_fields) field
  where t.case_id = of_case and t.status in ('open', 'claimed', 'returned') and t.agency = any (core.actor_agencies())
$$;
create function cases.seen_documents(of_case uuid) returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct document), '{}') from cases.task t, unnest(t.sees_documents) document
  where t.case_id = of_case and t.status in ('open', 'claimed', 'returned') and t.agency = any (core.actor_agencies())
$$;

create policy own on cases.answer to satupintu_citizen using (applicant_id = (select core.actor_id())) with check (applicant_id = (select core.actor_id()));
create policy named_by_my_task on cases.answer for select to satupintu_officer, satupintu_partner using (field = any (cases.seen_fields(case_id)));
create policy file_for_another on cases.answer for insert to satupintu_officer, satupintu_partner
  with check (exists (select from cases.case_file c where c.id = case_id and c.filed_by = (select core.actor_id())));
create policy every on cases.answer to satupintu_job using (true) with check (true);

create policy own on cases.evidence to satupintu_citizen using (applicant_id = (select core.actor_id())) with check (applicant_id = (select core.actor_id()));
create policy named_by_my_task on cases.evidence to satupintu_officer, satupintu_partner
  using (requirement = any (cases.seen_documents(case_id)))
  with check (exists (select from cases.case_file c where c.id = case_id and (c.filed_by = (select core.actor_id()) or c.agencies && (select core.actor_agencies()))));
create policy every on cases.evidence to satupintu_job using (true) with check (true);

create policy own on cases.statement for select to satupintu_citizen using (applicant_id = (select core.actor_id()));
create policy own_words on cases.statement for insert to satupintu_citizen with check (applicant_id = (select core.actor_id()));
create policy of_agency on cases.statement to satupintu_officer, satupintu_partner
  using (agencies && (select core.actor_agencies())) with check (agencies && (select core.actor_agencies()));
create policy every on cases.statement to satupintu_job using (true) with check (true);

create policy own on cases.draft to satupintu_citizen using (applicant_id = (select core.actor_id())) with check (applicant_id = (select core.actor_id()));
create policy being_filed_by_me on cases.draft to satupintu_officer using (filed_by = (select core.actor_id())) with check (filed_by = (select core.actor_id()));
create policy every on cases.draft to satupintu_job using (true) with check (true);

-- A case's log is read by whoever sees the case.
create policy of_visible_case on core.event for select to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_partner
  using (subject_kind = 'case' and exists (select from cases.case_file c where c.id = subject_id));

-- What a service really takes: working days on the legal clock, decided cases of the last 90 days; below five nothing is shown.
create view cases.service_achieved as
  select service_id, count(*)::integer as decided,
    percentile_disc(0.5) within group (order by used_days) as median_days,
    percentile_disc(0.9) within group (order by used_days) as p90_days
  from cases.case_file
  where end_kind in ('granted', 'rejected') and ended_at > now() - interval '90 days'
  group by service_id
  having count(*) >= 5;
comment on view cases.service_achieved is 'Counting rule: cases decided (granted or rejected) in the last 90 days; working days the legal clock used; hidden below five.';
grant select on cases.service_achieved to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;

-- What anybody with the code may know (a case filed at a counter has no account): where it is, no name, no answer.
create function cases.track(of_code text)
  returns table (service_id text, definition_hash text, submitted_at timestamptz, ended_at timestamptz, end_kind text, clock_state text, due_at timestamptz, waits_for text[], since timestamptz)
  language sql stable security definer set search_path = '' as $$
  select c.service_id, c.definition_hash, c.submitted_at, c.ended_at, c.end_kind, c.clock_state, c.due_at,
    array(select distinct t.agency from cases.task t where t.case_id = c.id and t.status in ('open', 'claimed') order by 1),
    (select max(coalesce(t.claimed_at, t.opened_at)) from cases.task t where t.case_id = c.id and t.status in ('open', 'claimed', 'returned'))
  from cases.case_file c where c.code = of_code
$$;
