-- Opening a reporter's identity (complaints.md § 3): asked with a reason and its legal basis, approved by a keeper of another
-- office, open for a limited time, each look kept, the reporter told unless a law named here delays it.
alter table reporter.unmasking
  add column report_id uuid,
  add column legal_basis text,
  add column why_sealed bytea,
  add column asked_at_offices text[] not null default '{}',
  add column approved_at_offices text[],
  add column closes_at timestamptz(3),
  add column declined_by uuid,
  add column declined_at timestamptz(3),
  add column notice_not_before timestamptz(3),
  add column told_at timestamptz(3),
  add constraint unmasking_delay_has_law check ((notice_delayed_by is null) = (notice_not_before is null)),
  add constraint unmasking_of_two_offices check (approved_at_offices is null or not (approved_at_offices && asked_at_offices)),
  add constraint unmasking_once_decided check (num_nonnulls(approved_by, declined_by) <= 1);

create table reporter.look (
  unmasking_id uuid not null references reporter.unmasking,
  person_id uuid not null,
  at timestamptz(3) not null
);
create index look_by_unmasking on reporter.look (unmasking_id, at);
alter table reporter.look owner to satupintu_vault;
alter table reporter.look enable row level security;
comment on table reporter.look is 'Perpres 76/2013; UU 27/2022 ps. 35: every look at an identity.';

-- Whom a number stands for, for the vault alone.
create function complaints.of_number(its_number text) returns table (report_id uuid, pseudonym uuid, accused text) language sql stable security definer set search_path = '' as $$
  select r.id, d.pseudonym, d.accused from complaints.report r join complaints.detail d on d.report_id = r.id where r.number = its_number
  union all
  select w.report_id, w.pseudonym, d.accused from complaints.witness w join complaints.detail d on d.report_id = w.report_id where w.number = its_number
$$;
revoke execute on function complaints.of_number(text) from public;
grant execute on function complaints.of_number(text) to satupintu_vault;

drop function reporter.ask_unmasking(uuid, uuid, text, text, timestamptz);
drop function reporter.approve_unmasking(uuid, timestamptz);
drop function reporter.reveal(uuid, timestamptz);
drop function reporter.unmaskings();

create function reporter.keeps() returns text[] language sql stable security definer set search_path = '' as $$
  select complaints.duty_agencies('complaints.penjaga_identitas')
$$;
-- What came of it, as a word: the caller words it.
create function reporter.ask_unmasking(new_id uuid, number text, why text, basis text, why_words bytea, delayed_by text, tell_at timestamptz, moment timestamptz) returns text
  language plpgsql security definer set search_path = '' as $$
declare mine text[] := reporter.keeps(); found_one record;
begin
  if cardinality(mine) = 0 then return 'not_keeper'; end if;
  select * into found_one from complaints.of_number(number);
  if not found then return 'unknown'; end if;
  -- the office reported keeps no names of those who reported it
  if found_one.accused = any (complaints.duty_agencies('')) then return 'accused'; end if;
  if exists (select from reporter.identity i where i.pseudonym = found_one.pseudonym and i.erased_at is not null) then return 'erased'; end if;
  if exists (select from reporter.unmasking u where u.pseudonym = found_one.pseudonym and u.approved_by is null and u.declined_by is null) then return 'asked_already'; end if;
  insert into reporter.unmasking (id, pseudonym, report_id, report_number, reason, legal_basis, why_sealed, asked_by, asked_at, asked_at_offices, notice_delayed_by, notice_not_before)
  values (new_id, found_one.pseudonym, found_one.report_id, number, why, basis, why_words, core.actor_id(), moment, mine, delayed_by, tell_at);
  return 'done';
end $$;
create function reporter.decide_unmasking(request uuid, is_approved boolean, closes timestamptz, moment timestamptz) returns text
  language plpgsql security definer set search_path = '' as $$
declare mine text[] := reporter.keeps(); u reporter.unmasking;
begin
  if cardinality(mine) = 0 then return 'not_keeper'; end if;
  select * into u from reporter.unmasking x where x.id = request for update;
  if not found then return 'unknown'; end if;
  if u.approved_by is not null or u.declined_by is not null then return 'decided'; end if;
  if u.asked_by = core.actor_id() then return 'same_person'; end if;
  if u.asked_at_offices && mine then return 'same_office'; end if;
  if is_approved then update reporter.unmasking x set approved_by = core.actor_id(), approved_at = moment, approved_at_offices = mine, closes_at = closes where x.id = request;
  else update reporter.unmasking x set declined_by = core.actor_id(), declined_at = moment where x.id = request;
  end if;
  return 'done';
end $$;
-- The look itself. No row where it isn't open to them now; a row, and a line in reporter.look, where it is.
create function reporter.reveal(request uuid, moment timestamptz) returns table (pseudonym uuid, person_id uuid, name_sealed bytea, phone_sealed bytea, email_sealed bytea,
    account_name bytea, account_phone bytea, account_email bytea, is_first boolean)
  language plpgsql security definer set search_path = '' as $$
declare first_look boolean;
begin
  select u.revealed_at is null into first_look from reporter.unmasking u
    where u.id = request and u.approved_by is not null and moment < u.closes_at and core.actor_id() in (u.asked_by, u.approved_by) and cardinality(reporter.keeps()) > 0 for update;
  if not found then return; end if;
  update reporter.unmasking u set revealed_at = coalesce(u.revealed_at, moment) where u.id = request;
  insert into reporter.look (unmasking_id, person_id, at) values (request, core.actor_id(), moment);
  return query select i.pseudonym, i.person_id, i.name_sealed, i.phone_sealed, i.email_sealed, p.name_sealed, p.phone_sealed, p.email_sealed, first_look
    from reporter.unmasking u join reporter.identity i on i.pseudonym = u.pseudonym left join identity.person p on p.id = i.person_id where u.id = request;
end $$;
grant select (id, name_sealed, phone_sealed, email_sealed) on identity.person to satupintu_vault;
create policy vault on identity.person for select to satupintu_vault using (true);
create function reporter.unmaskings() returns table (id uuid, report_number text, reason text, legal_basis text, why_sealed bytea, asked_by uuid, asked_at timestamptz, approved_by uuid, approved_at timestamptz,
    closes_at timestamptz, declined_by uuid, declined_at timestamptz, notice_delayed_by text, notice_not_before timestamptz, told_at timestamptz, looks bigint, may_decide boolean)
  language sql stable security definer set search_path = '' as $$
  select u.id, u.report_number, u.reason, u.legal_basis, u.why_sealed, u.asked_by, u.asked_at, u.approved_by, u.approved_at, u.closes_at, u.declined_by, u.declined_at, u.notice_delayed_by,
    u.notice_not_before, u.told_at, (select count(*) from reporter.look l where l.unmasking_id = u.id),
    u.approved_by is null and u.declined_by is null and u.asked_by <> core.actor_id() and not (u.asked_at_offices && reporter.keeps())
  from reporter.unmasking u where cardinality(reporter.keeps()) > 0 order by u.asked_at desc limit 200
$$;
create function reporter.looks(request uuid) returns setof reporter.look language sql stable security definer set search_path = '' as $$
  select l from reporter.look l where l.unmasking_id = request and cardinality(reporter.keeps()) > 0 order by l.at
$$;
-- For the worker: the reports whose reporters are to be told by now; each once.
create function reporter.take_unmasking_notices(moment timestamptz) returns table (id uuid, report_id uuid) language sql security definer set search_path = '' as $$
  update reporter.unmasking u set told_at = moment
  where u.told_at is null and u.revealed_at is not null and coalesce(u.notice_not_before, u.revealed_at) <= moment returning u.id, u.report_id
$$;
do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'reporter'::regnamespace
    and p.proname in ('keeps', 'ask_unmasking', 'decide_unmasking', 'reveal', 'unmaskings', 'looks', 'take_unmasking_notices') loop
    execute format('alter function %s owner to satupintu_vault', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
grant execute on function reporter.keeps(), reporter.ask_unmasking(uuid, text, text, text, bytea, text, timestamptz, timestamptz), reporter.decide_unmasking(uuid, boolean, timestamptz, timestamptz),
  reporter.reveal(uuid, timestamptz), reporter.unmaskings(), reporter.looks(uuid) to satupintu_officer;
grant execute on function reporter.take_unmasking_notices(timestamptz) to satupintu_job;
