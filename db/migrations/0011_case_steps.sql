-- What the engine could do and no door reached: halts a steward ends, deputies, escalated tasks on the desk, claims that
-- lie idle, reports tried again, and how long a service really takes.

-- ── cases ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
alter table cases.case_file
  -- Why the case stands still (E17), as the log says it: `task:…`, `outcome:…`, `when:…`; null while it doesn't.
  add column halted text,
  -- When it last halted. Kept afterwards: from then on a steward may see the header, and nothing of the answers.
  add column halted_at timestamptz(3),
  -- Working milliseconds in which anybody but the applicant alone was waited for; set at the end.
  add column office_ms bigint;
create index case_file_halted on cases.case_file (halted_at) where halted is not null;
alter table cases.task add column escalated_to text[] not null default '{}';
comment on column cases.task.escalated_to is 'Duties (agency/role) that may answer for the task since its budget passed.';
create index task_escalated on cases.task using gin (escalated_to) where status in ('open', 'claimed');

grant update (halted, halted_at, office_ms) on cases.case_file to satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
grant update (escalated_to) on cases.task to satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;

-- A steward lets a halted case go on; headers and tasks, no answers.
grant select on cases.case_file, cases.task to satupintu_steward;
grant update (clock_state, due_at, used_days, working_ms, next_at, ended_at, end_kind, halted, halted_at, office_ms) on cases.case_file to satupintu_steward;
grant update (status, claimant, opened_at, claimed_at, closed_at, due_at, outcome, by_silence, escalated_to) on cases.task to satupintu_steward;
grant insert on cases.statement to satupintu_steward;
create policy halted on cases.case_file to satupintu_steward using (halted_at is not null) with check (halted_at is not null);
create policy of_halted_case on cases.task to satupintu_steward
  using (exists (select from cases.case_file c where c.id = case_id)) with check (exists (select from cases.case_file c where c.id = case_id));
create policy of_halted_case on cases.statement for insert to satupintu_steward with check (exists (select from cases.case_file c where c.id = case_id));
create policy of_halted_case on core.event for select to satupintu_steward
  using (subject_kind = 'case' and exists (select from cases.case_file c where c.id = subject_id));

-- Whoever a task was escalated to reads what the task reads.
create or replace function cases.seen_fields(of_case uuid) returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct field), '{}') from cases.task t, unnest(t.sees_fields) field
  where t.case_id = of_case and t.status in ('open', 'claimed', 'returned')
    and (t.agency = any (core.actor_agencies()) or exists (select from unnest(t.escalated_to) e where split_part(e, '/', 1) = any (core.actor_agencies())))
$$;
create or replace function cases.seen_documents(of_case uuid) returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct document), '{}') from cases.task t, unnest(t.sees_documents) document
  where t.case_id = of_case and t.status in ('open', 'claimed', 'returned')
    and (t.agency = any (core.actor_agencies()) or exists (select from unnest(t.escalated_to) e where split_part(e, '/', 1) = any (core.actor_agencies())))
$$;

-- What a service really takes, in the unit its standard promises: working days of the legal clock, or working time.
create or replace view cases.service_achieved as
  select service_id, count(*)::integer as decided,
    percentile_disc(0.5) within group (order by used_days) as median_days,
    percentile_disc(0.9) within group (order by used_days) as p90_days,
    percentile_disc(0.5) within group (order by coalesce(office_ms, working_ms)) as median_ms,
    percentile_disc(0.9) within group (order by coalesce(office_ms, working_ms)) as p90_ms
  from cases.case_file
  where end_kind in ('granted', 'rejected') and ended_at > now() - interval '90 days'
  group by service_id
  having count(*) >= 5;
comment on view cases.service_achieved is 'Counting rule: cases decided (granted or rejected) in the last 90 days; working days the legal clock used, and working milliseconds from sending to the end without those in which the applicant alone was waited for; hidden below five.';

-- ── identity ──────────────────────────────────────────────────────────────────────────────────────────────────────────
create table identity.deputy (
  id uuid primary key,
  -- Who acts, and for whom: both names stand on what is decided.
  person_id uuid not null references identity.person,
  for_person uuid not null references identity.person,
  agency text not null references identity.agency,
  -- The role that is acted for.
  role text not null,
  reason text not null,
  -- Number of the order (surat perintah).
  decree text not null,
  from_day date not null,
  to_day date not null,
  constraint deputy_role_shape check (role ~ '^[a-z][a-z0-9_.-]*$'),
  constraint deputy_reason_known check (reason in ('leave', 'travel')),
  constraint deputy_of_another check (person_id <> for_person),
  constraint deputy_dates_ordered check (from_day <= to_day),
  constraint deputy_one_a_day exclude using gist (for_person with =, agency with =, role with =, daterange(from_day, to_day, '[]') with &&)
);
comment on table identity.deputy is 'Plh: who carries out the duty of an official who is away, from when to when (UU 30/2014 ps. 14, from a second source). A vacancy (Plt) is an ordinary dated duty.';
create index deputy_by_person on identity.deputy (person_id, to_day);
create index deputy_by_agency on identity.deputy (agency, from_day desc);
alter table identity.deputy enable row level security;
grant select on identity.deputy to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert, update (to_day) on identity.deputy to satupintu_steward;
create policy everyone on identity.deputy for select using (true);
create policy steward on identity.deputy to satupintu_steward using (true) with check (true);

-- When somebody last looked at one case: asked for each page of an officer, and before an idle claim is given back.
create index reveal_by_subject on identity.reveal (subject_id, by_person, at desc) where subject_id is not null;

-- One line an hour for the same look. By an application of an agency there is no person, only the agency.
create function identity.note_look(log_id uuid, person uuid, of_agency text, why text, kinds text[], of_kind text, of_subject uuid, moment timestamptz)
  returns void language plpgsql security definer set search_path = '' as $$
declare looker uuid := (select p.id from identity.person p where p.id = core.actor_id());
begin
  if looker = person then return; end if;
  if exists (select from identity.reveal r where r.person_id = person and r.subject_id is not distinct from of_subject
    and r.by_person is not distinct from looker and r.agency is not distinct from of_agency
    and r.purpose = why and r.what @> kinds and r.at > moment - interval '1 hour') then return; end if;
  insert into identity.reveal (id, person_id, by_person, agency, purpose, what, subject_kind, subject_id, at)
    values (log_id, person, looker, of_agency, why, kinds, of_kind, of_subject, moment);
end $$;
revoke execute on function identity.note_look(uuid, uuid, text, text, text[], text, uuid, timestamptz) from public;
grant execute on function identity.note_look(uuid, uuid, text, text, text[], text, uuid, timestamptz) to satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;

-- ── exchange ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- When a report that wasn't taken is sent again.
alter table exchange.report add column next_at timestamptz(3);
grant update (next_at) on exchange.report to satupintu_job;
