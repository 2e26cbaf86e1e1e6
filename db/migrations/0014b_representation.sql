-- A citizen names somebody who acts for them (surat kuasa): for which services, from when until when. It counts once the
-- other side has accepted it in their own account, and ends when either side says so. Whoever acts sees the cases they
-- act in and no others.

-- The moment of the command, as withActor() set it: policies count days by the same clock as the rules.
create function core.moment() returns timestamptz language sql stable
  return coalesce(nullif(current_setting('satupintu.now', true), '')::timestamptz, now());

create table identity.representation_kind (
  id text primary key,
  no smallint not null unique,
  label text not null,
  label_en text not null,
  basis text not null,
  -- The longest time it may be given for.
  max_days integer not null,
  source text[] not null default '{}',
  verified text not null,
  note text,
  constraint representation_kind_id_shape check (id ~ '^[a-z][a-z0-9-]*$'),
  constraint representation_kind_days_sane check (max_days between 1 and 3660),
  constraint representation_kind_verified_known check (verified in ('V', 'S', 'M', 'P'))
);
comment on table identity.representation_kind is 'Who may act for a citizen, on which legal basis, and for how long at most; db/reference/representation-kinds.csv.';

create table identity.representation (
  id uuid primary key,
  principal uuid not null references identity.person,
  -- Null until the other side accepted.
  representative uuid references identity.person,
  kind text not null references identity.representation_kind,
  -- Under what the other side was named (NIK, number, address), as a keyed hash; gone once answered.
  sought_hash bytea,
  -- Both names as their own accounts say them (the second as typed until accepted), sealed for this row.
  principal_name bytea not null,
  representative_name bytea not null,
  -- Null = every service.
  services text[],
  from_day date not null,
  to_day date not null,
  offered_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  ended_at timestamptz(3),
  ended_by uuid references identity.person,
  end_kind text,
  constraint representation_of_another check (representative <> principal),
  constraint representation_dates_ordered check (from_day <= to_day),
  constraint representation_services_some check (cardinality(services) > 0),
  constraint representation_accepted_whole check ((accepted_at is null) = (representative is null)),
  constraint representation_sought_until_answered check ((sought_hash is not null) = (accepted_at is null and ended_at is null)),
  constraint representation_end_known check (end_kind in ('declined', 'revoked', 'renounced')),
  constraint representation_ended_whole check ((ended_at is null) = (end_kind is null) and (ended_at is null) = (ended_by is null))
);
comment on table identity.representation is 'Power of attorney given and accepted in the two accounts (KUHPerdata ps. 1792-1819; UU 11/2008 ps. 5: an electronic record is evidence). Unverified: legal.md.';
create index representation_by_principal on identity.representation (principal);
create index representation_by_representative on identity.representation (representative) where ended_at is null;
create index representation_by_sought on identity.representation (sought_hash) where sought_hash is not null;

alter table identity.representation_kind enable row level security;
alter table identity.representation enable row level security;
grant select on identity.representation_kind to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
create policy everyone on identity.representation_kind for select using (true);

-- Under which hashes the actor may have been named.
create function identity.own_hashes() returns bytea[] language sql stable security definer set search_path = '' as $$
  select array_remove(array[p.nik_hash, p.phone_hash, p.email_hash], null) from identity.person p where p.id = core.actor_id() and p.kind = 'citizen'
$$;
-- The representations under which the actor may act today.
create function identity.held_representations() returns uuid[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(r.id), '{}') from identity.representation r join identity.person p on p.id = r.principal and p.status = 'active'
  where r.representative = core.actor_id() and r.accepted_at is not null and r.ended_at is null
    and (core.moment() at time zone 'Asia/Jayapura')::date between r.from_day and r.to_day
$$;
-- May the actor act today for this person in this service?
create function identity.representation_covers(held uuid, of_principal uuid, service text) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from identity.representation r
    where r.id = held and r.id = any (identity.held_representations()) and r.principal = of_principal and (r.services is null or service = any (r.services)))
$$;

-- Rows are read by the two sides and by whoever was named; every change goes through the functions below.
grant select on identity.representation to satupintu_citizen, satupintu_job;
grant insert (id, principal, kind, sought_hash, principal_name, representative_name, services, from_day, to_day, offered_at) on identity.representation to satupintu_citizen;
create policy given_by_me on identity.representation for select to satupintu_citizen using (principal = (select core.actor_id()));
create policy given_to_me on identity.representation for select to satupintu_citizen using (representative = (select core.actor_id()));
create policy offered_to_me on identity.representation for select to satupintu_citizen using (sought_hash = any ((select identity.own_hashes())::bytea[]));
create policy in_own_name on identity.representation for insert to satupintu_citizen with check (principal = (select core.actor_id()));
create policy every on identity.representation for select to satupintu_job using (true);

-- The named side says yes in their own account; once, in time, not for themselves.
create function identity.representation_accept(which uuid, own_name bytea) returns boolean language sql security definer set search_path = '' as $$
  update identity.representation r
  set representative = core.actor_id(), representative_name = own_name, sought_hash = null, accepted_at = core.moment()
  where r.id = which and r.ended_at is null and r.accepted_at is null and r.principal <> core.actor_id()
    and r.sought_hash = any (identity.own_hashes()) and (core.moment() at time zone 'Asia/Jayapura')::date <= r.to_day
  returning true
$$;
-- Either side ends it at once: who was named declines, who gave it revokes, who accepted gives it up. Gives how it ended.
create function identity.representation_end(which uuid) returns text language sql security definer set search_path = '' as $$
  update identity.representation r
  set ended_at = core.moment(), ended_by = core.actor_id(), sought_hash = null,
    end_kind = case when r.principal = core.actor_id() then 'revoked' when r.accepted_at is null then 'declined' else 'renounced' end
  where r.id = which and r.ended_at is null
    and (r.principal = core.actor_id() or r.representative = core.actor_id() or r.sought_hash = any (identity.own_hashes()))
  returning r.end_kind
$$;
-- What a representative needs of the person they act for, to ask the registers; leaves a line that person reads, one an hour.
create function identity.represented_person(person uuid, why text, log_id uuid) returns setof identity.person language plpgsql security definer set search_path = '' as $$
declare held uuid;
begin
  select r.id into held from identity.representation r where r.id = any (identity.held_representations()) and r.principal = person limit 1;
  if held is null then return; end if;
  if not exists (select from identity.reveal v where v.person_id = person and v.by_person = core.actor_id() and v.purpose = why and v.at > core.moment() - interval '1 hour') then
    insert into identity.reveal (id, person_id, by_person, purpose, what, subject_kind, subject_id, at)
      values (log_id, person, core.actor_id(), why, '{name,nik,address}', 'representation', held, core.moment());
  end if;
  return query select * from identity.person p where p.id = person;
end $$;
revoke execute on function identity.own_hashes(), identity.held_representations(), identity.representation_covers(uuid, uuid, text),
  identity.representation_accept(uuid, bytea), identity.representation_end(uuid), identity.represented_person(uuid, text, uuid) from public;
grant execute on function identity.own_hashes(), identity.held_representations(), identity.representation_covers(uuid, uuid, text),
  identity.representation_accept(uuid, bytea), identity.representation_end(uuid), identity.represented_person(uuid, text, uuid) to satupintu_citizen;

create policy of_representation on core.event for select to satupintu_citizen
  using (subject_kind = 'representation' and exists (select from identity.representation r where r.id = subject_id));

-- ── Cases ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
alter table cases.case_file
  add column representation_id uuid references identity.representation,
  -- { applicant, representative }: both names on the day of filing, sealed for this case.
  add column acting_sealed bytea,
  add constraint case_file_acting_whole check ((representation_id is null) = (acting_sealed is null));
comment on column cases.case_file.representation_id is 'The power of attorney under which filed_by filed for the applicant.';
create index case_file_by_representation on cases.case_file (representation_id) where representation_id is not null;
alter table cases.draft add column representation_id uuid references identity.representation;

-- The cases the actor acts in today, for the tables below a case.
create function cases.acted_in() returns uuid[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(c.id), '{}') from cases.case_file c where c.representation_id = any (identity.held_representations())
$$;
revoke execute on function cases.acted_in() from public;
grant execute on function cases.acted_in() to satupintu_citizen;

create policy acting_for on cases.case_file for select to satupintu_citizen using (representation_id = any ((select identity.held_representations())::uuid[]));
create policy acting_for_change on cases.case_file for update to satupintu_citizen
  using (representation_id = any ((select identity.held_representations())::uuid[])) with check (representation_id = any ((select identity.held_representations())::uuid[]));
create policy file_acting_for on cases.case_file for insert to satupintu_citizen
  with check (filed_by = (select core.actor_id()) and channel = 'web' and identity.representation_covers(representation_id, applicant_id, service_id));
create policy acting_for on cases.task to satupintu_citizen using (case_id = any ((select cases.acted_in())::uuid[])) with check (case_id = any ((select cases.acted_in())::uuid[]));
create policy acting_for on cases.answer to satupintu_citizen using (case_id = any ((select cases.acted_in())::uuid[])) with check (case_id = any ((select cases.acted_in())::uuid[]));
create policy acting_for on cases.evidence to satupintu_citizen using (case_id = any ((select cases.acted_in())::uuid[])) with check (case_id = any ((select cases.acted_in())::uuid[]));
create policy acting_for on cases.statement for select to satupintu_citizen using (case_id = any ((select cases.acted_in())::uuid[]));
create policy acting_words on cases.statement for insert to satupintu_citizen with check (case_id = any ((select cases.acted_in())::uuid[]));
create policy acting_for on cases.draft to satupintu_citizen
  using (filed_by = (select core.actor_id()) and representation_id = any ((select identity.held_representations())::uuid[]))
  with check (filed_by = (select core.actor_id()) and identity.representation_covers(representation_id, applicant_id, service_id));
create policy acting_for on documents.document for select to satupintu_citizen
  using (case_id = any ((select cases.acted_in())::uuid[]) and status not in ('prepared', 'void'));
