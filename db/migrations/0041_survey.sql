-- Surveys of satisfaction (SKM): one invitation for every ended thing, answers that hang on none of them, figures that
-- move in batches so that nobody learns one person's answers from two looks.
create schema survey;
grant usage on schema survey to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table survey.invitation (
  kind text not null,
  subject_id uuid not null,
  agency text not null references identity.agency deferrable initially deferred,
  service text not null,
  ended_on date not null,
  is_answered boolean not null default false,
  primary key (kind, subject_id),
  constraint invitation_kind_known check (kind in ('errand', 'case', 'complaint'))
);
comment on table survey.invitation is 'PermenPANRB 14/2017: an errand served, a case or a complaint ended, may be judged once. Knows that it was, never how.';
create index invitation_by_agency on survey.invitation (agency, ended_on);

-- No time, no way back to the invitation, no person: the month of the ending, and what was ticked.
create table survey.response (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  agency text not null,
  service text not null,
  month date not null,
  way text not null,
  persyaratan smallint, prosedur smallint, waktu smallint, biaya smallint, produk smallint,
  kompetensi smallint, perilaku smallint, pengaduan smallint, sarpras smallint,
  constraint response_kind_known check (kind in ('errand', 'case', 'complaint')),
  constraint response_way_known check (way in ('web', 'paper')),
  constraint response_month_first check (extract(day from month) = 1),
  constraint response_on_scale check (
    coalesce(persyaratan, 1) between 1 and 4 and coalesce(prosedur, 1) between 1 and 4 and coalesce(waktu, 1) between 1 and 4
    and coalesce(biaya, 1) between 1 and 4 and coalesce(produk, 1) between 1 and 4 and coalesce(kompetensi, 1) between 1 and 4
    and coalesce(perilaku, 1) between 1 and 4 and coalesce(pengaduan, 1) between 1 and 4 and coalesce(sarpras, 1) between 1 and 4),
  constraint response_says_something check (
    num_nonnulls(persyaratan, prosedur, waktu, biaya, produk, kompetensi, perilaku, pengaduan, sarpras) > 0)
);
comment on table survey.response is 'PermenPANRB 14/2017, nine elements by key, 1 to 4; null = not answered. UU 27/2022: nothing that leads to a person.';

-- What may be published: counted by the worker alone, from smallest_group answers on and moved by whole batches.
create table survey.figure (
  year smallint not null,
  agency text not null,
  service text not null,
  answers integer not null,
  on_paper integer not null,
  -- things ended that could have been judged, when this was counted
  ended integer not null,
  satisfied integer not null,
  -- {element: [sum, respondents]}
  elements jsonb not null,
  counted_at timestamptz(3) not null,
  primary key (year, agency, service),
  constraint figure_counts_sound check (satisfied between 0 and answers and on_paper between 0 and answers and answers <= ended)
);

-- The follow-up plan (RTL) for the lowest element: who does what by when, and what came of it.
create table survey.plan (
  id uuid primary key,
  year smallint not null,
  agency text not null references identity.agency deferrable initially deferred,
  service text not null,
  element text not null,
  action text not null,
  responsible text not null,
  due_on date not null,
  made_by uuid not null references identity.person,
  made_at timestamptz(3) not null,
  done_on date,
  result text,
  constraint plan_done_whole check ((done_on is null) = (result is null))
);
comment on table survey.plan is 'PermenPANRB 14/2017: a follow-up plan for the lowest element, published with the results. Responsible is an office, never a name.';
create index plan_by_agency on survey.plan (agency, year);

alter table survey.invitation enable row level security;
alter table survey.response enable row level security;
alter table survey.figure enable row level security;
alter table survey.plan enable row level security;
grant select on survey.invitation, survey.response to satupintu_job;
create policy count on survey.invitation for select to satupintu_job using (true);
create policy count on survey.response for select to satupintu_job using (true);
grant select, insert, update on survey.figure to satupintu_job;
create policy count on survey.figure to satupintu_job using (true) with check (true);
grant select on survey.figure to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
create policy everyone on survey.figure for select using (true);
grant select (id, year, agency, service, element, action, responsible, due_on, made_at, done_on, result) on survey.plan
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
create policy everyone on survey.plan for select using (true);
grant insert on survey.plan to satupintu_officer;
grant update (done_on, result) on survey.plan to satupintu_officer;
create policy of_agency on survey.plan for insert to satupintu_officer with check (agency = any ((select core.actor_agencies())::text[]));
create policy of_agency_later on survey.plan for update to satupintu_officer using (agency = any ((select core.actor_agencies())::text[])) with check (true);

-- Something ended: it may be judged. Said in the ending's own transaction, by whoever ended it.
create function survey.invite(of_kind text, of_id uuid, of_agency text, of_service text, of_day date) returns void
  language sql security definer set search_path = '' as $$
  insert into survey.invitation (kind, subject_id, agency, service, ended_on) values (of_kind, of_id, of_agency, of_service, of_day)
  on conflict do nothing
$$;
create function survey.invited(of_kind text, of_id uuid) returns table (agency text, service text, ended_on date, is_answered boolean)
  language sql stable security definer set search_path = '' as $$
  select i.agency, i.service, i.ended_on, i.is_answered from survey.invitation i where i.kind = of_kind and i.subject_id = of_id
$$;
-- True where these answers were taken; false where the thing was judged before, by whoever was first.
create function survey.answer(of_kind text, of_id uuid, of_way text, given smallint[]) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare one survey.invitation;
begin
  update survey.invitation set is_answered = true where kind = of_kind and subject_id = of_id and not is_answered returning * into one;
  if not found then return false; end if;
  insert into survey.response (kind, agency, service, month, way, persyaratan, prosedur, waktu, biaya, produk, kompetensi, perilaku, pengaduan, sarpras)
  values (one.kind, one.agency, one.service, date_trunc('month', one.ended_on)::date, of_way,
    given[1], given[2], given[3], given[4], given[5], given[6], given[7], given[8], given[9]);
  return true;
end $$;
-- How many things ended, for the planner of sample sizes: counts alone.
create function survey.ended(of_agency text, from_day date, to_day date) returns table (service text, ended integer)
  language sql stable security definer set search_path = '' as $$
  select i.service, count(*)::int from survey.invitation i
  where i.agency = of_agency and i.ended_on >= from_day and i.ended_on < to_day group by i.service
$$;
-- An ended case by the code on its receipt; an ended report by its number, for who types in what was written on paper.
create function survey.case_of(of_code text) returns uuid language sql stable security definer set search_path = '' as $$
  select c.id from cases.case_file c where c.code = of_code and c.ended_at is not null
$$;
create function survey.report_of(of_number text) returns uuid language sql stable security definer set search_path = '' as $$
  select r.id from complaints.report r where r.number = of_number and r.ended_at is not null
$$;
revoke execute on all functions in schema survey from public;
grant execute on function survey.invite(text, uuid, text, text, date), survey.invited(text, uuid), survey.answer(text, uuid, text, smallint[]), survey.case_of(text)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function survey.ended(text, date, date), survey.report_of(text) to satupintu_officer;
