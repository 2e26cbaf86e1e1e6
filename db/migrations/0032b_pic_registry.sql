-- Who answers for reports at an agency: a head and two members of staff, named by a decree with dates, and a deputy
-- (complaints.md § 1). Duties follow the decree; the head of Mimika Center keeps the registry.
create table complaints.appointment (
  id uuid primary key,
  agency text not null references identity.agency,
  head uuid not null references identity.person,
  staff uuid[] not null,
  deputy uuid references identity.person,
  from_day date not null,
  to_day date,
  drafted_by uuid not null references identity.person,
  drafted_at timestamptz(3) not null,
  status text not null default 'draft',
  decree_number text,
  decree_date date,
  in_force_by uuid references identity.person,
  in_force_at timestamptz(3),
  constraint appointment_two_staff check (cardinality(staff) = 2 and staff[1] <> staff[2]),
  constraint appointment_head_apart check (not head = any (staff) and deputy is distinct from head),
  constraint appointment_dates_ordered check (to_day is null or from_day <= to_day),
  constraint appointment_status_known check (status in ('draft', 'in_force', 'replaced', 'dropped')),
  constraint appointment_has_decree check (status in ('draft', 'dropped') or decree_number is not null and decree_date is not null and in_force_at is not null)
);
create unique index appointment_one_draft on complaints.appointment (agency) where status = 'draft';
create unique index appointment_one_in_force on complaints.appointment (agency) where status = 'in_force';
create index appointment_by_agency on complaints.appointment (agency, drafted_at desc);
comment on table complaints.appointment is 'Mimika''s practice: head as coordinator and two staff per OPD, by decree (S).';
alter table complaints.appointment enable row level security;

create function complaints.heads_centre() returns boolean language sql stable security definer set search_path = '' as $$
  select cardinality(complaints.duty_agencies('complaints.super_admin')) > 0
$$;
grant select on complaints.appointment to satupintu_officer, satupintu_leader, satupintu_job;
grant insert (id, agency, head, staff, deputy, from_day, to_day, drafted_by, drafted_at) on complaints.appointment to satupintu_officer;
grant update (status) on complaints.appointment to satupintu_officer;
create policy at_centre on complaints.appointment for select to satupintu_officer using ((select complaints.at_centre()) or agency = any ((select complaints.duty_agencies(''))::text[]));
create policy draft on complaints.appointment for insert to satupintu_officer
  with check ((select complaints.heads_centre()) and drafted_by = (select core.actor_id()) and status = 'draft');
create policy drop_draft on complaints.appointment for update to satupintu_officer
  using ((select complaints.heads_centre()) and status = 'draft') with check (status in ('draft', 'dropped'));
create policy every on complaints.appointment for select to satupintu_leader, satupintu_job using (true);

-- The decree was signed: the duties of its people begin, those of whoever answered before end. Not before today: what was done
-- until now was done under the duties of then. Gives the first day; null where the draft is no more.
create function complaints.appoint(of_appointment uuid, number text, signed_on date, moment timestamptz) returns date
  language plpgsql security definer set search_path = '' as $$
declare
  a complaints.appointment;
  first date;
  said text := number || ', ' || signed_on;
  seat record;
begin
  if not complaints.heads_centre() then raise exception 'does not head Mimika Center' using errcode = 'insufficient_privilege'; end if;
  select * into a from complaints.appointment p where p.id = of_appointment for update;
  if a.id is null or a.status <> 'draft' then return null; end if;
  first := greatest(a.from_day, (moment at time zone 'Asia/Jayapura')::date);
  update identity.duty d set to_day = greatest(d.from_day, first - 1)
  where d.agency = a.agency and d.role in ('complaints.pic_kepala', 'complaints.pic_staf') and (d.to_day is null or d.to_day >= first)
    and not (d.from_day >= first and exists (select from (values (a.head, 'complaints.pic_kepala'), (a.staff[1], 'complaints.pic_staf'), (a.staff[2], 'complaints.pic_staf')) s (person, role) where s.person = d.person_id and s.role = d.role));
  for seat in select s.person, s.role from (values (a.head, 'complaints.pic_kepala'), (a.staff[1], 'complaints.pic_staf'), (a.staff[2], 'complaints.pic_staf')) s (person, role) loop
    update identity.duty d set decree = said, to_day = a.to_day
    where d.agency = a.agency and d.person_id = seat.person and d.role = seat.role and d.from_day >= first;
    if not found then
      insert into identity.duty (id, person_id, agency, role, from_day, to_day, decree) values (gen_random_uuid(), seat.person, a.agency, seat.role, first, a.to_day, said);
    end if;
  end loop;
  update complaints.appointment p set status = 'replaced' where p.agency = a.agency and p.status = 'in_force';
  update complaints.appointment p set status = 'in_force', decree_number = number, decree_date = signed_on, in_force_by = core.actor_id(), in_force_at = moment
  where p.id = of_appointment;
  return first;
end $$;
-- The deputy named by the decree answers as head for some days, so that an absence is no void.
create function complaints.deputise(of_agency text, first date, last date) returns uuid language plpgsql security definer set search_path = '' as $$
declare a complaints.appointment;
begin
  if not complaints.heads_centre() then raise exception 'does not head Mimika Center' using errcode = 'insufficient_privilege'; end if;
  select * into a from complaints.appointment p where p.agency = of_agency and p.status = 'in_force';
  if a.id is null or a.deputy is null then return null; end if;
  insert into identity.duty (id, person_id, agency, role, from_day, to_day, decree)
  values (gen_random_uuid(), a.deputy, of_agency, 'complaints.pic_kepala', first, last, a.decree_number || ', ' || a.decree_date || ' (wakil)');
  return a.deputy;
end $$;
revoke execute on function complaints.heads_centre(), complaints.appoint(uuid, text, date, timestamptz), complaints.deputise(text, date, date) from public;
grant execute on function complaints.heads_centre(), complaints.appoint(uuid, text, date, timestamptz), complaints.deputise(text, date, date) to satupintu_officer;

-- How long a proof of contact holds is data (complaint-deadlines.csv, uji-kontak).
create or replace function complaints.readiness(of_agency text, moment timestamptz) returns table (head uuid, has_decree boolean, staff integer, reachable integer, is_ready boolean)
  language sql stable security definer set search_path = '' as $$
  with holders as (
    select d.person_id, d.role, d.decree from identity.duty d
    join identity.membership m on m.person_id = d.person_id and m.agency = d.agency
      and (moment at time zone 'Asia/Jayapura')::date between m.from_day and coalesce(m.to_day, 'infinity')
    where d.agency = of_agency and d.role in ('complaints.pic_kepala', 'complaints.pic_staf')
      and (moment at time zone 'Asia/Jayapura')::date between d.from_day and coalesce(d.to_day, 'infinity')
  ), counted as (
    select (array_agg(person_id) filter (where role = 'complaints.pic_kepala'))[1] as head,
      coalesce(bool_or(coalesce(decree, '') <> '') filter (where role = 'complaints.pic_kepala'), false) as has_decree,
      count(*) filter (where role = 'complaints.pic_staf')::integer as staff,
      count(*) filter (where role = 'complaints.pic_staf' and exists (
        select from complaints.contact_proof c where c.person_id = holders.person_id
          and c.proved_at > moment - make_interval(days => (select l."limit" from complaints.deadline l where l.id = 'uji-kontak'))))::integer as reachable
    from holders)
  select head, has_decree, staff, reachable, head is not null and has_decree and reachable > 0 from counted
$$;
