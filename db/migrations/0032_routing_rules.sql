-- A routing rule is drafted by one person of Mimika Center and put in force by another (complaints.md § 1, § 4). Nobody writes
-- complaints.rule by themselves: the function below is the only way, and refuses the drafter.
create table complaints.rule_draft (
  id uuid primary key,
  -- 'rule' = a new rule (in place of `ends`, where one is named); 'end' = `ends` ends and nothing takes its place
  kind text not null,
  category text not null references complaints.category,
  region text references core.region,
  attribute text not null default '',
  lead text references identity.agency,
  supporting text[] not null default '{}',
  -- First and last day of the rule; of an end, the first day without it.
  from_day date not null,
  to_day date,
  basis text not null,
  ends uuid references complaints.rule,
  drafted_by uuid not null references identity.person,
  drafted_at timestamptz(3) not null,
  status text not null default 'waiting',
  decided_by uuid references identity.person,
  decided_at timestamptz(3),
  -- Why it was not put in force.
  reason text,
  -- What the trial on past reports said when it was put in force.
  tried integer,
  moved integer,
  rule_id uuid,
  constraint rule_draft_kind_known check (kind in ('rule', 'end')),
  constraint rule_draft_status_known check (status in ('waiting', 'in_force', 'withdrawn')),
  constraint rule_draft_whole check ((kind = 'rule') = (lead is not null) and (kind = 'rule' or ends is not null)),
  constraint rule_draft_dates_ordered check (to_day is null or from_day <= to_day),
  constraint rule_draft_lead_not_supporting check (not lead = any (supporting)),
  constraint rule_draft_decided_whole check ((status = 'waiting') = (decided_at is null) and (decided_by is null) = (decided_at is null)),
  constraint rule_draft_tried check (status <> 'in_force' or tried is not null and moved is not null),
  constraint rule_draft_by_two check (status <> 'in_force' or decided_by <> drafted_by),
  constraint rule_draft_once exclude using gist (
    category with =, (coalesce(region, '')) with =, attribute with =, daterange(from_day, to_day, '[]') with &&) where (status = 'waiting' and kind = 'rule')
);
create unique index rule_draft_ends_once on complaints.rule_draft (ends) where status = 'waiting' and ends is not null;
create index rule_draft_by_age on complaints.rule_draft (drafted_at desc);
comment on table complaints.rule_draft is 'Project decision: no one person changes where reports go.';
alter table complaints.rule_draft enable row level security;

alter table complaints.rule add column put_by uuid references identity.person, add column draft_id uuid references complaints.rule_draft,
  add constraint rule_by_two check (put_by is null or made_by is null or put_by <> made_by);
drop policy steward on complaints.rule;
drop policy head_of_centre on complaints.rule;
revoke insert, update on complaints.rule from satupintu_steward, satupintu_officer;

-- Works at Mimika Center: liaison officer or its head.
create function complaints.at_centre() returns boolean language sql stable security definer set search_path = '' as $$
  select cardinality(complaints.duty_agencies('complaints.lo')) + cardinality(complaints.duty_agencies('complaints.super_admin')) > 0
$$;
grant select on complaints.rule_draft to satupintu_officer, satupintu_leader, satupintu_job;
grant insert (id, kind, category, region, attribute, lead, supporting, from_day, to_day, basis, ends, drafted_by, drafted_at) on complaints.rule_draft to satupintu_officer;
create policy at_centre on complaints.rule_draft for select to satupintu_officer using ((select complaints.at_centre()));
create policy draft on complaints.rule_draft for insert to satupintu_officer
  with check ((select complaints.at_centre()) and drafted_by = (select core.actor_id()) and status = 'waiting');
create policy every on complaints.rule_draft for select to satupintu_leader, satupintu_job using (true);
create policy of_rules on core.event for select to satupintu_officer using (subject_kind = 'complaint_rule' and (select complaints.at_centre()));

-- The second person: never the drafter, and one of the two heads the centre. Gives the rule's id; null where the draft was decided meanwhile.
create function complaints.put_rule_in_force(draft uuid, new_id uuid, reports_tried integer, reports_moved integer, moment timestamptz)
  returns uuid language plpgsql security definer set search_path = '' as $$
declare
  d complaints.rule_draft;
  today date := (moment at time zone 'Asia/Jayapura')::date;
  first date;
begin
  if not complaints.at_centre() then raise exception 'not at Mimika Center' using errcode = 'insufficient_privilege'; end if;
  select * into d from complaints.rule_draft r where r.id = draft for update;
  if d.id is null or d.status <> 'waiting' then return null; end if;
  if d.drafted_by = core.actor_id() then raise exception 'the drafter may not put it in force' using errcode = 'insufficient_privilege', constraint = 'rule_draft_by_two'; end if;
  if cardinality(complaints.duty_agencies('complaints.super_admin')) = 0 and not exists (
    select from identity.duty u where u.person_id = d.drafted_by and u.role = 'complaints.super_admin' and today between u.from_day and coalesce(u.to_day, 'infinity'))
  then raise exception 'neither heads Mimika Center' using errcode = 'insufficient_privilege', constraint = 'rule_draft_one_is_head'; end if;
  first := greatest(d.from_day, today);
  if d.ends is not null then
    update complaints.rule r set to_day = first - 1 where r.id = d.ends and (r.to_day is null or r.to_day >= first);
  end if;
  if d.kind = 'rule' then
    insert into complaints.rule (id, category, region, attribute, lead, supporting, from_day, to_day, basis, verified, made_by, put_by, draft_id)
    values (new_id, d.category, d.region, d.attribute, d.lead, d.supporting, first, d.to_day, d.basis, 'P', d.drafted_by, core.actor_id(), d.id);
  end if;
  update complaints.rule_draft r set status = 'in_force', decided_by = core.actor_id(), decided_at = moment, tried = reports_tried, moved = reports_moved,
    rule_id = case when d.kind = 'rule' then new_id end where r.id = draft;
  return case when d.kind = 'rule' then new_id else d.ends end;
end $$;
-- Taken back by the drafter, or sent back by somebody else of the centre with a reason.
create function complaints.withdraw_rule(draft uuid, why text, moment timestamptz) returns boolean language sql security definer set search_path = '' as $$
  update complaints.rule_draft r set status = 'withdrawn', decided_by = core.actor_id(), decided_at = moment, reason = why
  where r.id = draft and r.status = 'waiting' and complaints.at_centre() returning true
$$;
revoke execute on function complaints.at_centre(), complaints.put_rule_in_force(uuid, uuid, integer, integer, timestamptz), complaints.withdraw_rule(uuid, text, timestamptz) from public;
grant execute on function complaints.at_centre(), complaints.put_rule_in_force(uuid, uuid, integer, integer, timestamptz), complaints.withdraw_rule(uuid, text, timestamptz)
  to satupintu_officer;
