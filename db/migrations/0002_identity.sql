-- People, how they sign in, agencies, and who does what for which agency since when.
-- Personal values are sealed (core/server/vault.ts) and found by keyed hash; row security says whose row, column grants
-- say which columns. What a visitor's sign-in needs goes through the narrow functions at the end, nothing else.
create extension if not exists btree_gist with schema public;
create schema identity;
grant usage on schema identity to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table identity.agency (
  code text primary key,
  official_name text not null,
  acronyms text[] not null default '{}',
  kind text not null,
  is_group boolean not null default false,
  urusan text[] not null default '{}',
  parent text references identity.agency deferrable initially deferred,
  region_code text references core.region deferrable initially deferred,
  valid_from date,
  valid_to date,
  successors text[] not null default '{}',
  mpp_tenant text,
  source text[] not null default '{}',
  verified text not null,
  note text,
  constraint agency_code_shape check (code ~ '^[a-z0-9][a-z0-9-]*$'),
  constraint agency_dates_ordered check (valid_from is null or valid_to is null or valid_from <= valid_to),
  constraint agency_verified_known check (verified in ('V', 'S', 'M'))
);
comment on table identity.agency is 'OPD, distrik, Puskesmas, vertical offices and state companies. Effective-dated: a merged office keeps its row and names its successors.';
create index agency_by_parent on identity.agency (parent);

create table identity.person (
  id uuid primary key,
  kind text not null,
  -- Set for those who act in public office: colleagues and citizens may read who handled a case. Never for citizens.
  public_name text,
  name_sealed bytea not null,
  nik_sealed bytea,
  nik_hash bytea unique,
  phone_sealed bytea,
  phone_hash bytea unique,
  email_sealed bytea,
  email_hash bytea unique,
  address_sealed bytea,
  assurance smallint not null default 1,
  assured_by uuid references identity.person,
  assured_how text,
  lang text not null default 'id',
  status text not null default 'active',
  registered_by uuid references identity.person,
  created_at timestamptz(3) not null,
  constraint person_kind_known check (kind in ('citizen', 'officer', 'leader', 'steward')),
  constraint person_status_known check (status in ('active', 'suspended')),
  constraint person_lang_known check (lang in ('id', 'en')),
  constraint person_assurance_known check (assurance in (1, 2, 3)),
  constraint person_assured_how_known check (assured_how in ('dukcapil', 'counter')),
  constraint person_citizen_has_nik check (kind <> 'citizen' or nik_hash is not null),
  constraint person_name_public_in_office check ((kind = 'citizen') = (public_name is null)),
  constraint person_hash_beside_value check (
    (nik_sealed is null) = (nik_hash is null) and (phone_sealed is null) = (phone_hash is null) and (email_sealed is null) = (email_hash is null))
);
comment on table identity.person is 'UU 27/2022: personal values sealed, searched by keyed hash. Assurance 1 = phone or e-mail proven, 2 = NIK matched at Dukcapil or seen at a counter.';

create table identity.password (
  person_id uuid primary key references identity.person,
  hash text not null,
  changed_at timestamptz(3) not null,
  constraint password_is_argon2id check (hash like '$argon2id$%')
);

create table identity.totp (
  person_id uuid primary key references identity.person,
  secret_sealed bytea not null,
  -- The last 30-second step that was accepted: a code counts once.
  last_step bigint not null default 0,
  confirmed_at timestamptz(3) not null
);

create table identity.passkey (
  id text primary key,
  person_id uuid not null references identity.person,
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  label text not null,
  created_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index passkey_by_person on identity.passkey (person_id);

create table identity.one_time_code (
  id uuid primary key,
  person_id uuid references identity.person,
  purpose text not null,
  channel text not null,
  lang text not null,
  code_hash bytea not null,
  -- Code and address, sealed until they were sent, then erased.
  delivery_sealed bytea,
  -- What the code confirms (a registration, a new number), sealed.
  payload_sealed bytea,
  target_hash bytea not null,
  tries smallint not null default 0,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint one_time_code_purpose_known check (purpose in ('register', 'sign_in', 'recover', 'invite', 'contact')),
  constraint one_time_code_channel_known check (channel in ('phone', 'email')),
  constraint one_time_code_tries_few check (tries <= 5)
);
create index one_time_code_by_target on identity.one_time_code (target_hash, purpose) where used_at is null;
create index one_time_code_by_age on identity.one_time_code (expires_at);

-- Between the password and the second factor, or between a passkey's question and its answer.
create table identity.pending (
  token_hash bytea primary key,
  person_id uuid references identity.person,
  purpose text not null,
  challenge_sealed bytea,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  constraint pending_purpose_known check (purpose in ('second_factor', 'totp_setup', 'passkey_sign_in', 'passkey_new'))
);

create table identity.session (
  id uuid primary key,
  person_id uuid not null references identity.person,
  token_hash bytea not null unique,
  method text not null,
  device text not null,
  created_at timestamptz(3) not null,
  seen_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  -- However much it is used, a session ends here.
  ends_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint session_method_known check (method in ('password', 'code', 'totp', 'passkey', 'register'))
);
create index session_by_person on identity.session (person_id) where ended_at is null;

create table identity.membership (
  id uuid primary key,
  person_id uuid not null references identity.person,
  agency text not null references identity.agency,
  from_day date not null,
  -- The last day it holds; null = until further notice.
  to_day date,
  decree text,
  constraint membership_dates_ordered check (to_day is null or from_day <= to_day),
  constraint membership_once_a_day exclude using gist (person_id with =, agency with =, daterange(from_day, to_day, '[]') with &&)
);
create index membership_by_agency on identity.membership (agency);

create table identity.duty (
  id uuid primary key,
  person_id uuid not null references identity.person,
  agency text not null references identity.agency,
  role text not null,
  from_day date not null,
  to_day date,
  -- The SK (surat keputusan) that gives the duty.
  decree text,
  constraint duty_role_shape check (role ~ '^[a-z][a-z0-9_.-]*$'),
  constraint duty_dates_ordered check (to_day is null or from_day <= to_day),
  constraint duty_once_a_day exclude using gist (person_id with =, agency with =, role with =, daterange(from_day, to_day, '[]') with &&)
);
create index duty_by_agency on identity.duty (agency, role);

create table identity.reveal (
  id uuid primary key,
  person_id uuid not null references identity.person,
  by_person uuid references identity.person,
  agency text references identity.agency,
  purpose text not null,
  what text[] not null,
  subject_kind text,
  subject_id uuid,
  at timestamptz(3) not null
);
comment on table identity.reveal is 'UU 27/2022 ps. 32: who looked at whose data, when and why. Shown to the person.';
create index reveal_by_person on identity.reveal (person_id, at desc);

create table identity.limit_counter (
  key text primary key,
  started_at timestamptz(3) not null,
  count integer not null
);
create table identity.attempt (
  key text primary key,
  count integer not null,
  last_at timestamptz(3) not null,
  locked_until timestamptz(3)
);
comment on table identity.attempt is 'Failed sign-ins by keyed hash of what was typed, known or not, so that a lock says nothing about who exists.';

alter table identity.agency enable row level security;
alter table identity.person enable row level security;
alter table identity.password enable row level security;
alter table identity.totp enable row level security;
alter table identity.passkey enable row level security;
alter table identity.one_time_code enable row level security;
alter table identity.pending enable row level security;
alter table identity.session enable row level security;
alter table identity.membership enable row level security;
alter table identity.duty enable row level security;
alter table identity.reveal enable row level security;
alter table identity.limit_counter enable row level security;
alter table identity.attempt enable row level security;

grant select on identity.agency to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert, update on identity.agency to satupintu_steward;
create policy everyone on identity.agency for select using (true);
create policy steward on identity.agency to satupintu_steward using (true) with check (true);

grant select on identity.person to satupintu_citizen, satupintu_job;
grant select (id, kind, public_name, status, created_at) on identity.person to satupintu_officer, satupintu_leader, satupintu_steward;
grant insert (id, kind, public_name, name_sealed, phone_sealed, phone_hash, email_sealed, email_hash, lang, registered_by, created_at) on identity.person to satupintu_steward;
grant update (public_name, name_sealed, phone_sealed, phone_hash, email_sealed, email_hash, status) on identity.person to satupintu_steward;
grant update (lang) on identity.person to satupintu_citizen, satupintu_officer, satupintu_leader;
grant update (address_sealed) on identity.person to satupintu_citizen;
create policy own on identity.person to satupintu_citizen using (id = (select core.actor_id())) with check (id = (select core.actor_id()));
create policy in_office on identity.person for select to satupintu_officer, satupintu_leader using (kind <> 'citizen');
create policy own_change on identity.person for update to satupintu_officer, satupintu_leader using (id = (select core.actor_id())) with check (id = (select core.actor_id()));
create policy in_office_change on identity.person to satupintu_steward using (kind <> 'citizen') with check (kind <> 'citizen');
create policy every on identity.person for select to satupintu_job using (true);

grant select, insert, update on identity.password to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
grant select, insert, update, delete on identity.totp, identity.passkey to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
create policy own on identity.password to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward
  using (person_id = (select core.actor_id())) with check (person_id = (select core.actor_id()));
create policy own on identity.totp to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward
  using (person_id = (select core.actor_id())) with check (person_id = (select core.actor_id()));
create policy own on identity.passkey to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward
  using (person_id = (select core.actor_id())) with check (person_id = (select core.actor_id()));

grant select (id, person_id, method, device, created_at, seen_at, expires_at, ended_at) on identity.session to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
grant update (ended_at) on identity.session to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
create policy own on identity.session to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward
  using (person_id = (select core.actor_id())) with check (person_id = (select core.actor_id()));
grant select, delete on identity.session, identity.pending, identity.limit_counter, identity.attempt to satupintu_job;
create policy every on identity.session to satupintu_job using (true);
create policy every on identity.pending to satupintu_job using (true);
create policy every on identity.limit_counter to satupintu_job using (true);
create policy every on identity.attempt to satupintu_job using (true);

-- The worker sends codes, erases what it sent, and sweeps old rows; nobody else reads the table.
grant select, delete, update (delivery_sealed) on identity.one_time_code to satupintu_job;
create policy every on identity.one_time_code to satupintu_job using (true) with check (true);

grant select on identity.membership, identity.duty to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert, update (to_day) on identity.membership, identity.duty to satupintu_steward;
create policy everyone on identity.membership for select using (true);
create policy everyone on identity.duty for select using (true);
create policy steward on identity.membership to satupintu_steward using (true) with check (true);
create policy steward on identity.duty to satupintu_steward using (true) with check (true);

grant select on identity.reveal to satupintu_citizen, satupintu_officer, satupintu_job;
grant insert on identity.reveal to satupintu_officer, satupintu_leader, satupintu_steward;
create policy about_me on identity.reveal for select to satupintu_citizen using (person_id = (select core.actor_id()));
create policy by_me on identity.reveal for select to satupintu_officer using (by_person = (select core.actor_id()));
create policy in_own_name on identity.reveal for insert to satupintu_officer, satupintu_leader, satupintu_steward with check (by_person = (select core.actor_id()));
create policy every on identity.reveal for select to satupintu_job using (true);

create policy own_person on core.event for select to satupintu_citizen, satupintu_officer, satupintu_leader
  using (subject_kind = 'person' and subject_id = (select core.actor_id()));
create policy person_in_office on core.event for select to satupintu_steward
  using (subject_kind = 'person' and exists (select from identity.person p where p.id = subject_id));

-- ── Narrow doors ──────────────────────────────────────────────────────────────────────────────────────────────────────
-- All run as the owner. Whoever may call one is granted it below; the rule in front of it is in modules/identity/server.

create function identity.public_names(ids uuid[]) returns table (id uuid, name text) language sql stable security definer set search_path = '' as $$
  select p.id, p.public_name from identity.person p where p.id = any (ids) and p.public_name is not null
$$;

-- The row lock under which a person's events are numbered.
create function identity.lock_person(person uuid) returns void language sql security definer set search_path = '' as $$
  select 1 from identity.person p where p.id = person for no key update
$$;

create function identity.own_person() returns setof identity.person language sql stable security definer set search_path = '' as $$
  select * from identity.person p where p.id = core.actor_id()
$$;

-- Own number, proven by a code that was used in this very transaction.
create function identity.change_contact(code uuid, new_phone_sealed bytea, new_phone_hash bytea, new_email_sealed bytea, new_email_hash bytea, moment timestamptz)
  returns boolean language plpgsql security definer set search_path = '' as $$
declare owner uuid;
begin
  select c.person_id into owner from identity.one_time_code c where c.id = code and c.purpose = 'contact' and c.used_at = moment and c.person_id = core.actor_id();
  if owner is null then return false; end if;
  update identity.person p set
    phone_sealed = coalesce(new_phone_sealed, p.phone_sealed), phone_hash = coalesce(new_phone_hash, p.phone_hash),
    email_sealed = coalesce(new_email_sealed, p.email_sealed), email_hash = coalesce(new_email_hash, p.email_hash)
    where p.id = owner;
  return true;
end $$;

-- A matched NIK, for the person themselves (asked at Dukcapil) or seen by an officer at a counter.
create function identity.assure(person uuid, how text, by_officer uuid) returns boolean language sql security definer set search_path = '' as $$
  update identity.person p set assurance = greatest(p.assurance, 2), assured_how = how, assured_by = by_officer
  where p.id = person and p.kind = 'citizen'
    and (how = 'dukcapil' and person = core.actor_id() or how = 'counter' and by_officer = core.actor_id() and by_officer <> person)
  returning true
$$;

create function identity.serves_at_counter(moment timestamptz) returns text language sql stable security definer set search_path = '' as $$
  select d.agency from identity.duty d
  join identity.membership m on m.person_id = d.person_id and m.agency = d.agency
    and (moment at time zone 'Asia/Jayapura')::date between m.from_day and coalesce(m.to_day, 'infinity')
  where d.person_id = core.actor_id() and d.role in ('petugas-mpp', 'petugas-loket', 'petugas-distrik', 'petugas')
    and (moment at time zone 'Asia/Jayapura')::date between d.from_day and coalesce(d.to_day, 'infinity')
  order by d.agency limit 1
$$;

-- Reading a citizen's data at the counter always leaves a line in the reveal log, one an hour for the same purpose.
create function identity.counter_person(person uuid, of_nik bytea, why text, moment timestamptz, log_id uuid)
  returns setof identity.person language plpgsql security definer set search_path = '' as $$
declare at_agency text := identity.serves_at_counter(moment);
declare found_id uuid;
begin
  if at_agency is null then raise exception 'no counter duty today' using errcode = 'insufficient_privilege'; end if;
  select p.id into found_id from identity.person p where p.kind = 'citizen' and (p.id = person or p.nik_hash = of_nik);
  if found_id is null then return; end if;
  if not exists (select from identity.reveal r where r.person_id = found_id and r.by_person = core.actor_id() and r.purpose = why and r.at > moment - interval '1 hour') then
    insert into identity.reveal (id, person_id, by_person, agency, purpose, what, at)
      values (log_id, found_id, core.actor_id(), at_agency, why, '{name,nik,phone,email,address}', moment);
  end if;
  return query select * from identity.person p where p.id = found_id;
end $$;

-- An officer registers whoever stands before them; the officer's name is in the row.
create function identity.counter_register(new_id uuid, new_name bytea, new_nik bytea, new_nik_hash bytea, new_phone bytea, new_phone_hash bytea, new_address bytea, new_lang text, moment timestamptz)
  returns void language plpgsql security definer set search_path = '' as $$
begin
  if identity.serves_at_counter(moment) is null then raise exception 'no counter duty today' using errcode = 'insufficient_privilege'; end if;
  insert into identity.person (id, kind, name_sealed, nik_sealed, nik_hash, phone_sealed, phone_hash, address_sealed, assurance, assured_by, assured_how, lang, registered_by, created_at)
    values (new_id, 'citizen', new_name, new_nik, new_nik_hash, new_phone, new_phone_hash, new_address, 2, core.actor_id(), 'counter', new_lang, core.actor_id(), moment);
end $$;

create function identity.sign_in_record(typed bytea[]) returns table (
  id uuid, kind text, status text, lang text, password_hash text, totp_secret bytea, totp_last bigint, passkeys integer, phone_sealed bytea, email_sealed bytea)
  language sql stable security definer set search_path = '' as $$
  select p.id, p.kind, p.status, p.lang, w.hash, t.secret_sealed, t.last_step,
    (select count(*)::integer from identity.passkey k where k.person_id = p.id), p.phone_sealed, p.email_sealed
  from identity.person p
  left join identity.password w on w.person_id = p.id
  left join identity.totp t on t.person_id = p.id
  where p.phone_hash = any (typed) or p.email_hash = any (typed) or p.nik_hash = any (typed)
  limit 1
$$;

create function identity.sign_in_record_of(person uuid) returns table (
  id uuid, kind text, status text, lang text, password_hash text, totp_secret bytea, totp_last bigint, passkeys integer, phone_sealed bytea, email_sealed bytea)
  language sql stable security definer set search_path = '' as $$
  select p.id, p.kind, p.status, p.lang, w.hash, t.secret_sealed, t.last_step,
    (select count(*)::integer from identity.passkey k where k.person_id = p.id), p.phone_sealed, p.email_sealed
  from identity.person p
  left join identity.password w on w.person_id = p.id
  left join identity.totp t on t.person_id = p.id
  where p.id = person
$$;

-- True once per step: a code that was seen before is refused, also when two tries meet.
create function identity.totp_use(person uuid, step bigint) returns boolean language sql security definer set search_path = '' as $$
  update identity.totp t set last_step = step where t.person_id = person and t.last_step < step returning true
$$;
create function identity.totp_set(person uuid, secret bytea, step bigint, moment timestamptz) returns boolean language sql security definer set search_path = '' as $$
  insert into identity.totp (person_id, secret_sealed, last_step, confirmed_at)
  select p.person_id, secret, step, moment from identity.pending p where p.person_id = person and p.purpose = 'totp_setup' and p.expires_at > moment limit 1
  on conflict (person_id) do nothing returning true
$$;

create function identity.session_start(new_id uuid, person uuid, token bytea, how text, on_device text, moment timestamptz, until timestamptz, at_latest timestamptz)
  returns void language sql security definer set search_path = '' as $$
  insert into identity.session (id, person_id, token_hash, method, device, created_at, seen_at, expires_at, ends_at)
  values (new_id, person, token, how, on_device, moment, moment, until, at_latest)
$$;

create function identity.session_find(token bytea, moment timestamptz) returns table (
  session_id uuid, person_id uuid, kind text, public_name text, name_sealed bytea, lang text, seen_at timestamptz, ends_at timestamptz, agencies text[], duties jsonb)
  language sql stable security definer set search_path = '' as $$
  select s.id, p.id, p.kind, p.public_name, p.name_sealed, p.lang, s.seen_at, s.ends_at,
    coalesce((select array_agg(m.agency order by m.agency) from identity.membership m
      where m.person_id = p.id and (moment at time zone 'Asia/Jayapura')::date between m.from_day and coalesce(m.to_day, 'infinity')), '{}'),
    coalesce((select jsonb_agg(jsonb_build_object('agency', d.agency, 'role', d.role) order by d.agency, d.role) from identity.duty d
      where d.person_id = p.id and (moment at time zone 'Asia/Jayapura')::date between d.from_day and coalesce(d.to_day, 'infinity')
        and (p.kind = 'leader' or exists (select from identity.membership m where m.person_id = p.id and m.agency = d.agency
          and (moment at time zone 'Asia/Jayapura')::date between m.from_day and coalesce(m.to_day, 'infinity')))), '[]')
  from identity.session s join identity.person p on p.id = s.person_id
  where s.token_hash = token and s.ended_at is null and s.expires_at > moment and s.ends_at > moment and p.status = 'active'
$$;
create function identity.session_touch(token bytea, moment timestamptz, until timestamptz) returns void language sql security definer set search_path = '' as $$
  update identity.session s set seen_at = moment, expires_at = least(until, s.ends_at) where s.token_hash = token and s.ended_at is null
$$;
create function identity.session_end(token bytea, moment timestamptz) returns uuid language sql security definer set search_path = '' as $$
  update identity.session s set ended_at = moment where s.token_hash = token and s.ended_at is null returning s.person_id
$$;

-- A new code retires the earlier ones of the same purpose and address.
create function identity.code_put(new_id uuid, person uuid, why text, by_channel text, in_lang text, hash bytea, delivery bytea, payload bytea, target bytea, moment timestamptz, until timestamptz)
  returns void language sql security definer set search_path = '' as $$
  delete from identity.one_time_code c where c.target_hash = target and c.purpose = why and c.used_at is null;
  insert into identity.one_time_code (id, person_id, purpose, channel, lang, code_hash, delivery_sealed, payload_sealed, target_hash, created_at, expires_at)
  values (new_id, person, why, by_channel, in_lang, hash, delivery, payload, target, moment, until)
$$;
-- One try at a code: right and in time and not used uses it up; wrong counts, and the fifth wrong one ends it.
create function identity.code_try(code uuid, why text, hash bytea, moment timestamptz)
  returns table (outcome text, person_id uuid, payload_sealed bytea, channel text) language plpgsql security definer set search_path = '' as $$
declare c identity.one_time_code;
begin
  select * into c from identity.one_time_code o where o.id = code and o.purpose = why for update;
  if c.id is null or c.used_at is not null or c.tries >= 5 or c.expires_at <= moment then
    return query select 'expired', null::uuid, null::bytea, null::text;
  elsif c.code_hash = hash then
    update identity.one_time_code o set used_at = moment, delivery_sealed = null where o.id = code;
    return query select 'right', c.person_id, c.payload_sealed, c.channel;
  else
    update identity.one_time_code o set tries = o.tries + 1 where o.id = code;
    return query select 'wrong', null::uuid, null::bytea, null::text;
  end if;
end $$;

create function identity.pending_put(token bytea, person uuid, why text, challenge bytea, moment timestamptz, until timestamptz) returns void
  language sql security definer set search_path = '' as $$
  insert into identity.pending (token_hash, person_id, purpose, challenge_sealed, created_at, expires_at) values (token, person, why, challenge, moment, until)
$$;
create function identity.pending_find(token bytea, moment timestamptz) returns table (person_id uuid, purpose text, challenge_sealed bytea)
  language sql stable security definer set search_path = '' as $$
  select p.person_id, p.purpose, p.challenge_sealed from identity.pending p where p.token_hash = token and p.expires_at > moment
$$;
create function identity.pending_take(token bytea, moment timestamptz) returns table (person_id uuid, purpose text, challenge_sealed bytea)
  language sql security definer set search_path = '' as $$
  delete from identity.pending p where p.token_hash = token and p.expires_at > moment returning p.person_id, p.purpose, p.challenge_sealed
$$;

create function identity.passkey_find(credential text) returns table (person_id uuid, public_key bytea, counter bigint, transports text[])
  language sql stable security definer set search_path = '' as $$
  select k.person_id, k.public_key, k.counter, k.transports from identity.passkey k where k.id = credential
$$;
create function identity.passkey_used(credential text, new_counter bigint, moment timestamptz) returns void language sql security definer set search_path = '' as $$
  update identity.passkey k set counter = new_counter, used_at = moment where k.id = credential
$$;

-- A new password by a code used in this very transaction. Every session of the person ends.
create function identity.password_by_code(code uuid, new_hash text, moment timestamptz) returns uuid language plpgsql security definer set search_path = '' as $$
declare owner uuid; why text;
begin
  select c.person_id, c.purpose into owner, why from identity.one_time_code c where c.id = code and c.purpose in ('recover', 'invite') and c.used_at = moment;
  if owner is null then return null; end if;
  insert into identity.password (person_id, hash, changed_at) values (owner, new_hash, moment)
    on conflict (person_id) do update set hash = excluded.hash, changed_at = excluded.changed_at;
  update identity.session s set ended_at = moment where s.person_id = owner and s.ended_at is null;
  return owner;
end $$;

-- Who already holds one of these hashes: n(ik), p(hone), e(mail), or nobody.
create function identity.holder_of(nik bytea, phone bytea, email bytea) returns text language sql stable security definer set search_path = '' as $$
  select case when bool_or(p.nik_hash = nik) then 'n' when bool_or(p.phone_hash = phone) then 'p' when bool_or(p.email_hash = email) then 'e' end
  from identity.person p where p.nik_hash = nik or p.phone_hash = phone or p.email_hash = email
$$;
-- A citizen, proven by a registration code used in this very transaction.
create function identity.register_citizen(code uuid, new_id uuid, new_name bytea, new_nik bytea, new_nik_hash bytea, new_phone bytea, new_phone_hash bytea,
  new_email bytea, new_email_hash bytea, new_address bytea, new_lang text, new_password text, moment timestamptz) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from identity.one_time_code c where c.id = code and c.purpose = 'register' and c.used_at = moment) then return false; end if;
  insert into identity.person (id, kind, name_sealed, nik_sealed, nik_hash, phone_sealed, phone_hash, email_sealed, email_hash, address_sealed, lang, created_at)
    values (new_id, 'citizen', new_name, new_nik, new_nik_hash, new_phone, new_phone_hash, new_email, new_email_hash, new_address, new_lang, moment);
  if new_password is not null then insert into identity.password (person_id, hash, changed_at) values (new_id, new_password, moment); end if;
  return true;
end $$;

-- A steward's reset: password, second factor, passkeys and sessions of an officer go; an invitation brings new ones.
create function identity.reset_credentials(person uuid, moment timestamptz) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from identity.person p where p.id = person and p.kind <> 'citizen') then return false; end if;
  delete from identity.password w where w.person_id = person;
  delete from identity.totp t where t.person_id = person;
  delete from identity.passkey k where k.person_id = person;
  update identity.session s set ended_at = moment where s.person_id = person and s.ended_at is null;
  return true;
end $$;
create function identity.contact_of(person uuid) returns table (lang text, phone_sealed bytea, email_sealed bytea) language sql stable security definer set search_path = '' as $$
  select p.lang, p.phone_sealed, p.email_sealed from identity.person p where p.id = person and p.kind <> 'citizen'
$$;

-- Counts in one statement, so that two at once never both fit in the last place.
create function identity.limit_hit(of_key text, seconds integer, moment timestamptz) returns table (count integer, resets_at timestamptz)
  language sql security definer set search_path = '' as $$
  insert into identity.limit_counter as c (key, started_at, count) values (of_key, moment, 1)
  on conflict (key) do update set
    started_at = case when c.started_at <= moment - make_interval(secs => seconds) then moment else c.started_at end,
    count = case when c.started_at <= moment - make_interval(secs => seconds) then 1 else c.count + 1 end
  returning c.count, c.started_at + make_interval(secs => seconds)
$$;
-- Takes one attempt before it is known whether it is right. From the fifth on each locks longer: 1, 2, 4 … 60 minutes.
create function identity.attempt_take(of_key text, moment timestamptz) returns timestamptz language plpgsql security definer set search_path = '' as $$
declare a identity.attempt;
begin
  insert into identity.attempt (key, count, last_at) values (of_key, 0, moment) on conflict (key) do nothing;
  select * into a from identity.attempt t where t.key = of_key for update;
  if a.locked_until > moment then return a.locked_until; end if;
  if a.last_at < moment - interval '1 day' then a.count := 0; end if;
  update identity.attempt t set count = a.count + 1, last_at = moment,
    locked_until = case when a.count + 1 >= 5 then moment + make_interval(mins => least(power(2, a.count + 1 - 5), 60)::integer) end
    where t.key = of_key;
  return null;
end $$;
create function identity.attempt_clear(of_key text) returns void language sql security definer set search_path = '' as $$
  delete from identity.attempt t where t.key = of_key
$$;

revoke execute on all functions in schema identity from public;
grant execute on function identity.public_names(uuid[]) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function identity.limit_hit(text, integer, timestamptz) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function identity.lock_person(uuid) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_job;
grant execute on function identity.own_person(), identity.change_contact(uuid, bytea, bytea, bytea, bytea, timestamptz)
  to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
grant execute on function identity.assure(uuid, text, uuid) to satupintu_citizen, satupintu_officer;
grant execute on function identity.serves_at_counter(timestamptz), identity.counter_person(uuid, bytea, text, timestamptz, uuid),
  identity.counter_register(uuid, bytea, bytea, bytea, bytea, bytea, bytea, text, timestamptz) to satupintu_officer;
grant execute on function identity.sign_in_record(bytea[]), identity.sign_in_record_of(uuid), identity.totp_use(uuid, bigint), identity.totp_set(uuid, bytea, bigint, timestamptz),
  identity.session_find(bytea, timestamptz), identity.session_touch(bytea, timestamptz, timestamptz), identity.passkey_find(text), identity.passkey_used(text, bigint, timestamptz),
  identity.password_by_code(uuid, text, timestamptz), identity.holder_of(bytea, bytea, bytea),
  identity.register_citizen(uuid, uuid, bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea, text, text, timestamptz) to satupintu_anonymous;
grant execute on function identity.session_start(uuid, uuid, bytea, text, text, timestamptz, timestamptz, timestamptz), identity.session_end(bytea, timestamptz),
  identity.code_put(uuid, uuid, text, text, text, bytea, bytea, bytea, bytea, timestamptz, timestamptz), identity.code_try(uuid, text, bytea, timestamptz),
  identity.pending_put(bytea, uuid, text, bytea, timestamptz, timestamptz), identity.pending_find(bytea, timestamptz), identity.pending_take(bytea, timestamptz),
  identity.attempt_take(text, timestamptz), identity.attempt_clear(text)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
grant execute on function identity.reset_credentials(uuid, timestamptz), identity.contact_of(uuid) to satupintu_steward;
