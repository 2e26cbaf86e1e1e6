-- Reports of Mimika Center (complaints.md): the public header, what only the people concerned may read, and, in a schema
-- and under a role of their own, who reported. What happened is in core.event; every table below equals its fold.
create schema complaints;
grant usage on schema complaints to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

-- ── Rules as data ─────────────────────────────────────────────────────────────────────────────────────────────────────
create table complaints.category (
  id text primary key,
  code text not null unique,
  name text not null,
  name_en text not null,
  family text not null,
  radius_m integer not null,
  default_agency text not null references identity.agency deferrable initially deferred,
  supporting_agencies text[] not null default '{}',
  class_hint text not null,
  is_public boolean not null,
  review_before_public boolean not null,
  sort smallint not null,
  source text[] not null default '{}',
  verified text not null,
  note text,
  -- Questions of the category as Open311 attributes: [{variable, code, datatype, required, description, values}].
  questions jsonb not null default '[]',
  constraint category_code_has_letter check (code ~ '^[A-Z]{3}-[0-9]{2}$'),
  constraint category_verified_known check (verified in ('V', 'S', 'M', 'P'))
);

create table complaints.deadline (
  id text primary key,
  kind text not null,
  class text not null,
  starts_at text not null,
  ends_at text not null,
  "limit" integer not null,
  unit text not null,
  binds_government boolean not null,
  on_expiry text,
  legal_basis text not null,
  source text[] not null default '{}',
  verified text not null,
  note text,
  constraint deadline_unit_known check (unit in ('workday', 'calendar_day')),
  constraint deadline_verified_known check (verified in ('V', 'S', 'M', 'P'))
);
comment on table complaints.deadline is 'UU 25/2009; Perpres 76/2013; PermenPANRB 62/2018 practice; Mimika''s five days. Confidence per row; code repeats no number.';

-- (category × area × attribute) → lead and supporting agencies. Two equal rules on one day are refused.
create table complaints.rule (
  id uuid primary key,
  category text not null references complaints.category,
  -- null = the whole regency; a distrik or kampung otherwise
  region text references core.region,
  -- an answer to a question of the category, 'code=value'; '' = any
  attribute text not null default '',
  lead text not null references identity.agency,
  supporting text[] not null default '{}',
  from_day date not null,
  to_day date,
  basis text not null,
  verified text not null,
  made_by uuid references identity.person,
  constraint rule_dates_ordered check (to_day is null or from_day <= to_day),
  constraint rule_verified_known check (verified in ('V', 'S', 'M', 'P')),
  constraint rule_lead_not_supporting check (not lead = any (supporting)),
  constraint rule_once_a_day exclude using gist (
    category with =, (coalesce(region, '')) with =, attribute with =, daterange(from_day, to_day, '[]') with &&)
);

-- Proof that a PIC can be reached: a test message that was answered. Asked at appointment and every quarter.
create table complaints.contact_proof (
  id uuid primary key,
  person_id uuid not null references identity.person,
  code_hash bytea not null,
  sent_at timestamptz(3) not null,
  proved_at timestamptz(3)
);
create index contact_proof_by_person on complaints.contact_proof (person_id, proved_at desc);

-- ── Reports ───────────────────────────────────────────────────────────────────────────────────────────────────────────
create sequence complaints.report_number;

-- What may be public once `is_public`: masked words, place as exact as the category allows, where it stands.
create table complaints.report (
  id uuid primary key,
  -- The number in digits, for lists by age; the printed number has year and check digit.
  number text not null unique,
  category text not null references complaints.category,
  classification text,
  title text,
  text_public text not null,
  region text references core.region,
  lat numeric(8, 5),
  long numeric(8, 5),
  channel text not null,
  is_secret boolean not null,
  is_public boolean not null default false,
  state text not null,
  open311 text not null,
  lead text references identity.agency,
  supporting text[] not null default '{}',
  -- Every desk that may see it: liaison, lead, supporting, checking. One plain condition decides.
  agencies text[] not null,
  holder text not null,
  holder_agency text,
  received_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  state_since timestamptz(3) not null,
  due_on date,
  due_clock text,
  is_red boolean not null default false,
  is_late boolean not null default false,
  ended_at timestamptz(3),
  ending text,
  answered_at timestamptz(3),
  contests smallint not null default 0,
  rating smallint,
  merged_into uuid references complaints.report,
  witnesses integer not null default 1,
  photos smallint not null default 0,
  budget_target date,
  -- The next moment the clock owes something (a notice, a red mark, a lapse).
  next_at timestamptz(3),
  constraint report_classification_known check (classification in ('permintaan_informasi', 'aspirasi', 'pengaduan_tidak_berkadar', 'pengaduan_berkadar')),
  constraint report_channel_known check (channel in ('web', 'offline', 'counter', 'call', 'batch', 'open311', 'api', 'whatsapp', 'sms', 'lapor', 'email')),
  constraint report_open311_known check (open311 in ('open', 'closed')),
  constraint report_point_whole check ((lat is null) = (long is null)),
  constraint report_point_on_earth check (lat between -90 and 90 and long between -180 and 180),
  constraint report_ended_has_reason check ((ended_at is null) or ending is not null),
  constraint report_secret_not_public check (not (is_secret and is_public)),
  constraint report_rating_known check (rating between 1 and 5),
  constraint report_has_desk check (cardinality(agencies) > 0)
);
comment on table complaints.report is 'UU 25/2009 ps. 36, 40–50; Perpres 76/2013; Permendagri 8/2023. Holds nothing that names a reporter.';
create index report_public_by_age on complaints.report (received_at desc, number desc) where is_public;
create index report_public_by_category on complaints.report (category, received_at desc, number desc) where is_public;
create index report_public_by_region on complaints.report (region text_pattern_ops, received_at desc, number desc) where is_public;
create index report_public_by_state on complaints.report (open311, received_at desc, number desc) where is_public;
create index report_public_by_lead on complaints.report (lead, received_at desc, number desc) where is_public;
create index report_public_by_place on complaints.report (lat, long) where is_public and lat is not null;
create index report_near on complaints.report (category, lat, long) where lat is not null;
create index report_desk on complaints.report using gin (agencies) where ended_at is null;
create index report_by_lead on complaints.report (lead, due_on) where ended_at is null;
create index report_by_state on complaints.report (state, due_on) where ended_at is null;
create index report_red on complaints.report (lead, received_at) where is_red;
create index report_owed on complaints.report (next_at) where next_at is not null;
create index report_merged on complaints.report (merged_into) where merged_into is not null;

-- What the reporter and the desks concerned may read, and nobody else.
create table complaints.detail (
  report_id uuid primary key references complaints.report,
  -- A random name for the reporter, different in every report; who it is lies in schema `reporter`.
  pseudonym uuid not null unique,
  text_sealed bytea not null,
  salt bytea not null,
  text_hash text not null,
  address_sealed bytea,
  landmark_sealed bytea,
  asset text,
  lat numeric(8, 5),
  long numeric(8, 5),
  accuracy_m integer,
  answers jsonb not null default '{}',
  occurred_on text,
  is_anonymous boolean not null,
  wants_name_known boolean not null default false,
  accused text,
  lang text not null,
  device_at timestamptz(3),
  -- Four-word code of the receipt, as a keyed hash.
  code_hash bytea not null,
  filed_by uuid references identity.person,
  filed_at_agency text,
  -- Signature of the words for the search of duplicates.
  signature integer[] not null default '{}',
  foreign_source text,
  foreign_id text,
  constraint detail_lang_known check (lang in ('id', 'en')),
  constraint detail_foreign_whole check ((foreign_source is null) = (foreign_id is null)),
  constraint detail_foreign_once unique (foreign_source, foreign_id),
  constraint detail_answers_object check (jsonb_typeof(answers) = 'object'),
  constraint detail_name_needs_consent check (not (is_anonymous and wants_name_known))
);
create index detail_filed_by on complaints.detail (filed_by) where filed_by is not null;

-- Words: questions, follow-ups, answers, reasons, notes. Sealed; `text_public` is the masked copy where it may be shown.
create table complaints.entry (
  id uuid primary key,
  report_id uuid not null references complaints.report,
  kind text not null,
  agency text references identity.agency,
  author uuid references identity.person,
  text_sealed bytea not null,
  text_public text,
  next_date date,
  at timestamptz(3) not null,
  -- Who may read it beside the desks: the reporter, anybody (with the report), or the desks alone.
  audience text not null,
  constraint entry_kind_known check (kind in ('question', 'reply', 'reason', 'follow_up', 'answer', 'contest', 'instruction', 'note', 'forward', 'reporter_note')),
  constraint entry_audience_known check (audience in ('desk', 'reporter', 'public'))
);
create index entry_by_report on complaints.entry (report_id, at);

create table complaints.photo (
  id uuid primary key,
  report_id uuid not null references complaints.report,
  role text not null,
  proof_id uuid,
  entry_id uuid,
  file_id text not null,
  mime text not null,
  size bigint not null,
  -- Of the bytes as they came, before they were drawn anew.
  sha256 text not null,
  -- 64-bit fingerprints (fingerprint.ts), signed; compared here alone.
  difference bigint not null,
  cosine bigint not null,
  difference_mirrored bigint not null,
  cosine_mirrored bigint not null,
  contrast real not null,
  taken_at timestamptz(3),
  lat numeric(8, 5),
  long numeric(8, 5),
  accuracy_m integer,
  facts jsonb not null default '{}',
  -- A copy with plates and faces covered, once somebody made it; only then is it public.
  masked_file_id text,
  is_public boolean not null default false,
  at timestamptz(3) not null,
  constraint photo_role_known check (role in ('report', 'proof', 'contest', 'witness'))
);
create index photo_by_report on complaints.photo (report_id);
create index photo_by_bytes on complaints.photo (sha256);

-- How far every photograph is from one: of its own report, of the proofs of others, or with the same bytes (§ 10).
create function complaints.photos_like(of_report uuid, bytes text, d bigint, c bigint, dm bigint, cm bigint, most integer)
  returns table (photo_id uuid, report_id uuid, role text, is_same_file boolean, difference integer, cosine integer, is_mirrored boolean, file_id text)
  language sql stable security definer set search_path = '' as $$
  with far as (
    select p.id, p.report_id, p.role, p.sha256 = bytes as same, p.file_id,
      bit_count((p.difference # d)::bit(64))::integer as du, bit_count((p.cosine # c)::bit(64))::integer as cu,
      least(bit_count((p.difference # dm)::bit(64)), bit_count((p.difference_mirrored # d)::bit(64)))::integer as dt,
      least(bit_count((p.cosine # cm)::bit(64)), bit_count((p.cosine_mirrored # c)::bit(64)))::integer as ct
    from complaints.photo p where p.role = 'proof' or p.report_id = of_report or p.sha256 = bytes)
  select f.id, f.report_id, f.role, f.same, least(f.du + f.cu, f.dt + f.ct) - case when f.dt + f.ct < f.du + f.cu then f.ct else f.cu end,
    case when f.dt + f.ct < f.du + f.cu then f.ct else f.cu end, f.dt + f.ct < f.du + f.cu, f.file_id
  from far f
  where f.same or f.report_id = of_report or f.du + f.cu <= most or f.dt + f.ct <= most
$$;

create table complaints.proof (
  id uuid primary key,
  report_id uuid not null references complaints.report,
  agency text not null references identity.agency,
  submitted_by uuid not null references identity.person,
  at timestamptz(3) not null,
  field_work boolean not null,
  -- Why no field work was needed; the document stands in for the photo.
  reason_sealed bytea,
  file_id text,
  flags text[] not null default '{}',
  -- Every value the checks gave, kept whatever they decided.
  values jsonb not null default '{}',
  overridden_by uuid references identity.person,
  needs_on_site boolean not null default false,
  status text not null default 'submitted',
  checked_by uuid references identity.person,
  checked_at timestamptz(3),
  constraint proof_status_known check (status in ('submitted', 'accepted', 'returned', 'fake')),
  constraint proof_checked_by_another check (checked_by is null or checked_by <> submitted_by)
);
create index proof_by_report on complaints.proof (report_id, at);

create table complaints.subtask (
  report_id uuid not null references complaints.report,
  agency text not null references identity.agency,
  due_on date not null,
  opened_at timestamptz(3) not null,
  done_at timestamptz(3),
  entry_id uuid,
  primary key (report_id, agency)
);
create index subtask_open on complaints.subtask (agency, due_on) where done_at is null;

-- menunggu_anggaran: a large work waits for the next budget, with a line, a date and an interim measure.
create table complaints.budget_wait (
  id uuid primary key,
  report_id uuid not null references complaints.report,
  fiscal_year smallint not null,
  document text not null,
  line text not null,
  estimate_rupiah bigint not null,
  target_on date not null,
  interim_public text not null,
  status text not null default 'diusulkan',
  approved_by uuid not null references identity.person,
  confirmed_by uuid references identity.person,
  confirmed_at timestamptz(3),
  at timestamptz(3) not null,
  status_document text,
  status_at timestamptz(3),
  ended_at timestamptz(3),
  constraint budget_wait_status_known check (status in ('diusulkan', 'masuk_rkpd', 'masuk_apbd', 'dpa_terbit', 'ditolak')),
  constraint budget_wait_document_known check (document in ('RKPD', 'RKA', 'DPA', 'Musrenbang')),
  constraint budget_wait_estimate_positive check (estimate_rupiah > 0),
  constraint budget_wait_year_sane check (fiscal_year between 2020 and 2100)
);
create index budget_wait_open on complaints.budget_wait (fiscal_year, target_on) where ended_at is null;

create table complaints.instruction (
  id uuid primary key,
  report_id uuid not null references complaints.report,
  leader uuid not null references identity.person,
  agency text not null references identity.agency,
  kind text not null,
  text_sealed bytea not null,
  due_on date not null,
  at timestamptz(3) not null,
  done_at timestamptz(3),
  done_entry uuid,
  constraint instruction_kind_known check (kind in ('arahan', 'tegur'))
);
create index instruction_open on complaints.instruction (agency, due_on) where done_at is null;

-- Another person with the same problem: a receipt of their own, the right to leave, to contest, to hear.
create table complaints.witness (
  id uuid primary key,
  report_id uuid not null references complaints.report,
  number text not null unique,
  pseudonym uuid not null unique,
  code_hash bytea not null,
  text_sealed bytea,
  at timestamptz(3) not null,
  left_at timestamptz(3)
);
create index witness_by_report on complaints.witness (report_id);

-- A rung of the ladder fires once (complaints.md § 7).
create table complaints.rung (
  report_id uuid not null references complaints.report,
  rung text not null,
  clock text not null,
  from_day date not null,
  fired_at timestamptz(3) not null,
  primary key (report_id, rung, clock, from_day)
);

-- What somebody has typed so far, sealed; found by the token in their cookie. Sending empties it and keeps the id, so a
-- second sending gives the first receipt.
create table complaints.draft (
  id uuid primary key,
  token_hash bytea not null unique,
  content_sealed bytea,
  updated_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  sent_at timestamptz(3),
  constraint draft_sent_is_empty check ((sent_at is null) = (content_sealed is not null))
);
create index draft_expiring on complaints.draft (expires_at);

create table complaints.subscription (
  id uuid primary key,
  person_id uuid not null references identity.person,
  category text references complaints.category,
  region text references core.region,
  at timestamptz(3) not null,
  constraint subscription_of_something check (category is not null or region is not null),
  constraint subscription_once unique nulls not distinct (person_id, category, region)
);

-- ── Who reported ──────────────────────────────────────────────────────────────────────────────────────────────────────
create schema reporter authorization satupintu_vault;
grant usage on schema identity, core, complaints to satupintu_vault;
grant select on identity.duty, identity.membership to satupintu_vault;

create table reporter.identity (
  pseudonym uuid primary key,
  -- Their account, where they have one.
  person_id uuid,
  name_sealed bytea,
  phone_sealed bytea,
  phone_hash bytea,
  email_sealed bytea,
  lang text not null,
  at timestamptz(3) not null,
  erased_at timestamptz(3),
  constraint identity_erased_is_empty check (erased_at is null or (person_id is null and name_sealed is null and phone_sealed is null and phone_hash is null and email_sealed is null))
);
create index identity_by_person on reporter.identity (person_id) where person_id is not null;
comment on table reporter.identity is 'Perpres 76/2013: a reporter''s identity is confidential in any case. No actor may touch this table; the functions below are the only ways.';

-- Two keepers, a reason from a list, a case number: only then a name (complaints.md § 3).
create table reporter.unmasking (
  id uuid primary key,
  pseudonym uuid not null references reporter.identity,
  report_number text not null,
  reason text not null,
  asked_by uuid not null,
  asked_at timestamptz(3) not null,
  approved_by uuid,
  approved_at timestamptz(3),
  revealed_at timestamptz(3),
  -- The reporter is told at once, unless a law named here delays it.
  notice_delayed_by text,
  constraint unmasking_by_two check (approved_by is null or approved_by <> asked_by),
  constraint unmasking_reason_known check (reason in ('pelayanan_langsung', 'keselamatan_jiwa', 'perintah_pengadilan', 'permintaan_pelapor'))
);
alter table reporter.identity owner to satupintu_vault;
alter table reporter.unmasking owner to satupintu_vault;
alter table reporter.identity enable row level security;
alter table reporter.unmasking enable row level security;
-- Its owner is bound too: nobody who becomes the owner of the other tables reads names by the way.
grant usage on schema reporter to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create function complaints.duty_agencies(wanted text) returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct d.agency), '{}') from identity.duty d
  join identity.membership m on m.person_id = d.person_id and m.agency = d.agency
    and (now() at time zone 'Asia/Jayapura')::date between m.from_day and coalesce(m.to_day, 'infinity')
  where d.person_id = core.actor_id() and (d.role = wanted or wanted = '' and d.role like 'complaints.%')
    and (now() at time zone 'Asia/Jayapura')::date between d.from_day and coalesce(d.to_day, 'infinity')
$$;
comment on function complaints.duty_agencies(text) is 'Agencies at which the actor holds a duty of this module today; '''' = any of them.';

create function reporter.deposit(new_pseudonym uuid, name bytea, phone bytea, phone_key bytea, email bytea, in_lang text, own boolean, moment timestamptz) returns void
  language sql security definer set search_path = '' as $$
  insert into reporter.identity (pseudonym, person_id, name_sealed, phone_sealed, phone_hash, email_sealed, lang, at)
  values (new_pseudonym, case when own then core.actor_id() end, name, phone, phone_key, email, in_lang, moment)
$$;
create function reporter.own() returns setof uuid language sql stable security definer set search_path = '' as $$
  select i.pseudonym from reporter.identity i where i.person_id = core.actor_id()
$$;
-- The relay's addresses; for the worker alone.
create function reporter.relay(of_pseudonym uuid) returns table (person_id uuid, phone_sealed bytea, email_sealed bytea, lang text)
  language sql stable security definer set search_path = '' as $$
  select i.person_id, i.phone_sealed, i.email_sealed, i.lang from reporter.identity i where i.pseudonym = of_pseudonym and i.erased_at is null
$$;
create function reporter.can_be_reached(of_pseudonym uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from reporter.identity i where i.pseudonym = of_pseudonym and i.erased_at is null
    and (i.person_id is not null or i.phone_sealed is not null or i.email_sealed is not null))
$$;
create function reporter.by_phone(key bytea) returns setof uuid language sql stable security definer set search_path = '' as $$
  select i.pseudonym from reporter.identity i where i.phone_hash = key
$$;
create function reporter.erase(of_pseudonym uuid, moment timestamptz) returns boolean language sql security definer set search_path = '' as $$
  update reporter.identity i set person_id = null, name_sealed = null, phone_sealed = null, phone_hash = null, email_sealed = null, erased_at = moment
  where i.pseudonym = of_pseudonym and i.erased_at is null returning true
$$;
create function reporter.ask_unmasking(new_id uuid, of_pseudonym uuid, number text, why text, moment timestamptz) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if cardinality(complaints.duty_agencies('complaints.penjaga_identitas')) = 0 then raise exception 'not a keeper of identities' using errcode = 'insufficient_privilege'; end if;
  insert into reporter.unmasking (id, pseudonym, report_number, reason, asked_by, asked_at) values (new_id, of_pseudonym, number, why, core.actor_id(), moment);
end $$;
create function reporter.approve_unmasking(request uuid, moment timestamptz) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  if cardinality(complaints.duty_agencies('complaints.penjaga_identitas')) = 0 then raise exception 'not a keeper of identities' using errcode = 'insufficient_privilege'; end if;
  update reporter.unmasking u set approved_by = core.actor_id(), approved_at = moment
    where u.id = request and u.approved_by is null and u.asked_by <> core.actor_id();
  return found;
end $$;
create function reporter.reveal(request uuid, moment timestamptz) returns table (pseudonym uuid, person_id uuid, name_sealed bytea, phone_sealed bytea, email_sealed bytea)
  language plpgsql security definer set search_path = '' as $$
begin
  update reporter.unmasking u set revealed_at = coalesce(u.revealed_at, moment)
    where u.id = request and u.approved_by is not null and core.actor_id() in (u.asked_by, u.approved_by)
      and cardinality(complaints.duty_agencies('complaints.penjaga_identitas')) > 0;
  if not found then return; end if;
  return query select i.pseudonym, i.person_id, i.name_sealed, i.phone_sealed, i.email_sealed
    from reporter.unmasking u join reporter.identity i on i.pseudonym = u.pseudonym where u.id = request;
end $$;
create function reporter.unmaskings() returns setof reporter.unmasking language sql stable security definer set search_path = '' as $$
  select u from reporter.unmasking u where cardinality(complaints.duty_agencies('complaints.penjaga_identitas')) > 0 order by u.asked_at desc limit 200
$$;
-- The public yearly count.
create function reporter.unmaskings_by_year() returns table (year integer, reason text, count bigint) language sql stable security definer set search_path = '' as $$
  select extract(year from u.revealed_at at time zone 'Asia/Jayapura')::integer, u.reason, count(*) from reporter.unmasking u where u.revealed_at is not null group by 1, 2 order by 1, 2
$$;
do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'reporter'::regnamespace loop
    execute format('alter function %s owner to satupintu_vault', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
grant execute on function complaints.duty_agencies(text) to satupintu_vault;
grant execute on function reporter.deposit(uuid, bytea, bytea, bytea, bytea, text, boolean, timestamptz) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
grant execute on function reporter.own() to satupintu_citizen, satupintu_owner;
grant execute on function reporter.relay(uuid), reporter.erase(uuid, timestamptz), reporter.by_phone(bytea) to satupintu_job;
grant execute on function reporter.can_be_reached(uuid) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_partner, satupintu_job;
grant execute on function reporter.ask_unmasking(uuid, uuid, text, text, timestamptz), reporter.approve_unmasking(uuid, timestamptz), reporter.reveal(uuid, timestamptz), reporter.unmaskings() to satupintu_officer;
grant execute on function reporter.unmaskings_by_year() to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

-- ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- A reporter without an account shows number and code; the door checks them and says so for this transaction.
create function complaints.presented() returns uuid language sql stable
  return nullif(current_setting('satupintu.complaint', true), '')::uuid;
create function complaints.present(of_number text, key bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select r.id into found_id from complaints.report r join complaints.detail d on d.report_id = r.id where r.number = of_number and d.code_hash = key;
  if found_id is null then
    select w.report_id into found_id from complaints.witness w where w.number = of_number and w.code_hash = key and w.left_at is null;
  end if;
  perform set_config('satupintu.complaint', coalesce(found_id::text, ''), true);
  return found_id;
end $$;

-- Is the report on a desk at which the actor holds a duty of this module today?
create function complaints.sees(of_report uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from complaints.report r where r.id = of_report and r.agencies && complaints.duty_agencies(''))
$$;

-- A signed-in citizen's own reports, by the pseudonyms of their account.
create function complaints.own_reports() returns setof uuid language sql stable security definer set search_path = '' as $$
  select d.report_id from complaints.detail d where d.pseudonym in (select reporter.own())
  union select w.report_id from complaints.witness w where w.pseudonym in (select reporter.own()) and w.left_at is null
$$;
do $$
declare t text;
begin
  foreach t in array array['category','deadline','rule','contact_proof','report','detail','entry','photo','proof','subtask','budget_wait','instruction','witness','rung','subscription','draft'] loop
    execute format('alter table complaints.%I enable row level security', t);
  end loop;
end $$;

grant select on complaints.category, complaints.deadline, complaints.rule to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert, update on complaints.category, complaints.deadline to satupintu_steward;
grant insert, update (to_day) on complaints.rule to satupintu_steward, satupintu_officer;
create policy everyone on complaints.category for select using (true);
create policy everyone on complaints.deadline for select using (true);
create policy everyone on complaints.rule for select using (true);
create policy steward on complaints.category to satupintu_steward using (true) with check (true);
create policy steward on complaints.deadline to satupintu_steward using (true) with check (true);
create policy steward on complaints.rule to satupintu_steward using (true) with check (true);
create policy head_of_centre on complaints.rule to satupintu_officer
  using (cardinality((select complaints.duty_agencies('complaints.super_admin'))) > 0)
  with check (cardinality((select complaints.duty_agencies('complaints.super_admin'))) > 0 and made_by = (select core.actor_id()));

grant select (id, person_id, sent_at, proved_at) on complaints.contact_proof to satupintu_officer, satupintu_leader, satupintu_steward;
grant select, insert on complaints.contact_proof to satupintu_job;
grant insert on complaints.contact_proof to satupintu_steward, satupintu_officer;
create policy in_office on complaints.contact_proof for select to satupintu_officer, satupintu_leader, satupintu_steward using (true);
create policy ask on complaints.contact_proof for insert to satupintu_steward, satupintu_officer with check (proved_at is null);
create policy every on complaints.contact_proof to satupintu_job using (true) with check (true);
create function complaints.prove_contact(key bytea, moment timestamptz) returns uuid language sql security definer set search_path = '' as $$
  update complaints.contact_proof c set proved_at = moment where c.code_hash = key and c.proved_at is null and c.sent_at > moment - interval '30 days'
    and c.person_id = core.actor_id() returning c.person_id
$$;

-- May a report be sent there? A decree for the head, and a member of staff who answered a test message within a quarter.
create function complaints.readiness(of_agency text, moment timestamptz) returns table (head uuid, has_decree boolean, staff integer, reachable integer, is_ready boolean)
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
        select from complaints.contact_proof c where c.person_id = holders.person_id and c.proved_at > moment - interval '92 days'))::integer as reachable
    from holders)
  select head, has_decree, staff, reachable, head is not null and has_decree and reachable > 0 from counted
$$;

-- The public part. Everybody reads what is public; desks and leaders read theirs; the reporter reads their own.
grant select on complaints.report to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert on complaints.report to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
grant update (category, classification, title, text_public, region, lat, long, is_public, state, open311, lead, supporting, agencies, holder, holder_agency, updated_at, state_since,
  due_on, due_clock, is_red, is_late, ended_at, ending, answered_at, contests, rating, merged_into, witnesses, photos, budget_target, next_at)
  on complaints.report to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_job;
create policy public_rows on complaints.report for select to satupintu_anonymous, satupintu_citizen, satupintu_steward, satupintu_partner using (is_public);
create policy presented on complaints.report to satupintu_anonymous, satupintu_citizen using (id = (select complaints.presented())) with check (id = (select complaints.presented()));
create policy own on complaints.report for select to satupintu_citizen using (id = any (array(select complaints.own_reports())));
create policy file_one on complaints.report for insert to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_partner
  with check (state = 'diterima' and lead is null and ended_at is null);
create policy of_desk on complaints.report to satupintu_officer
  using (agencies && (select complaints.duty_agencies(''))) with check (true);
create policy public_rows_too on complaints.report for select to satupintu_officer using (is_public);
create policy every on complaints.report for select to satupintu_leader using (true);
create policy every_change on complaints.report for update to satupintu_leader using (true) with check (true);
create policy every_report on complaints.report to satupintu_job using (true) with check (true);

do $$
declare t text;
begin
  foreach t in array array['detail','entry','photo','proof','subtask','budget_wait','instruction'] loop
    execute format('grant select, insert on complaints.%I to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_job', t);
    execute format('create policy of_report on complaints.%I to satupintu_anonymous, satupintu_citizen using (report_id = (select complaints.presented())) with check (report_id = (select complaints.presented()))', t);
    execute format('create policy of_desk on complaints.%I to satupintu_officer using (complaints.sees(report_id)) with check (complaints.sees(report_id))', t);
    execute format('create policy every on complaints.%I to satupintu_job using (true) with check (true)', t);
  end loop;
end $$;
grant insert on complaints.detail, complaints.entry, complaints.photo to satupintu_partner;
create policy file_for_another on complaints.detail for insert to satupintu_officer, satupintu_partner with check (filed_by = (select core.actor_id()) or filed_by is null and current_user = 'satupintu_partner');
create policy file_photo on complaints.photo for insert to satupintu_officer, satupintu_partner with check (role = 'report');
grant update (text_sealed, salt, address_sealed, landmark_sealed) on complaints.detail to satupintu_job;
grant update (accused, lat, long, accuracy_m, answers) on complaints.detail to satupintu_officer;
grant update (masked_file_id, is_public, proof_id, entry_id) on complaints.photo to satupintu_officer, satupintu_job;
grant update (status, checked_by, checked_at, overridden_by) on complaints.proof to satupintu_officer, satupintu_job;
grant update (done_at, entry_id) on complaints.subtask to satupintu_officer;
grant update (status, status_document, status_at, confirmed_by, confirmed_at, ended_at) on complaints.budget_wait to satupintu_officer, satupintu_job;
grant select (report_id, accused) on complaints.detail to satupintu_leader;
create policy leader on complaints.detail for select to satupintu_leader using (true);
grant select, insert on complaints.entry, complaints.instruction to satupintu_leader;
grant select on complaints.photo, complaints.proof, complaints.subtask, complaints.budget_wait to satupintu_leader;
grant update (done_at, done_entry) on complaints.instruction to satupintu_officer;
do $$
declare t text;
begin
  foreach t in array array['entry','photo','proof','subtask','budget_wait','instruction'] loop
    execute format('create policy leader on complaints.%I to satupintu_leader using (true) with check (true)', t);
  end loop;
end $$;
-- Public words and pictures of public reports.
create policy public_words on complaints.entry for select to satupintu_anonymous, satupintu_citizen
  using (audience = 'public' and exists (select from complaints.report r where r.id = report_id and r.is_public));
create policy public_pictures on complaints.photo for select to satupintu_anonymous, satupintu_citizen
  using (is_public and exists (select from complaints.report r where r.id = report_id and r.is_public));
create policy public_waits on complaints.budget_wait for select to satupintu_anonymous, satupintu_citizen
  using (exists (select from complaints.report r where r.id = report_id and r.is_public));

grant select, insert on complaints.witness to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_job;
grant update (left_at) on complaints.witness to satupintu_anonymous, satupintu_citizen, satupintu_job;
create policy of_report on complaints.witness to satupintu_anonymous, satupintu_citizen using (report_id = (select complaints.presented())) with check (true);
create policy of_desk on complaints.witness for select to satupintu_officer using (complaints.sees(report_id));
create policy every on complaints.witness to satupintu_job using (true) with check (true);

grant select, insert on complaints.rung to satupintu_job;
create policy every on complaints.rung to satupintu_job using (true) with check (true);

grant select, insert, delete on complaints.subscription to satupintu_citizen;
grant select on complaints.subscription to satupintu_job;
create policy own on complaints.subscription to satupintu_citizen using (person_id = (select core.actor_id())) with check (person_id = (select core.actor_id()));
create policy every on complaints.subscription for select to satupintu_job using (true);

-- A report's log is read by whoever reads the report beyond its public part.
create policy of_complaint on core.event for select to satupintu_officer
  using (subject_kind = 'complaint' and complaints.sees(subject_id));
create policy of_any_complaint on core.event for select to satupintu_leader using (subject_kind = 'complaint');
create policy of_own_or_public_complaint on core.event for select to satupintu_anonymous, satupintu_citizen, satupintu_partner
  using (subject_kind = 'complaint' and (subject_id = (select complaints.presented()) or exists (select from complaints.report r where r.id = subject_id and r.is_public)));

create function complaints.draft_find(token bytea, moment timestamptz) returns table (id uuid, content_sealed bytea, sent_at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select d.id, d.content_sealed, d.sent_at from complaints.draft d where d.token_hash = token and d.expires_at > moment
$$;
create function complaints.draft_put(new_id uuid, token bytea, content bytea, moment timestamptz, until timestamptz) returns void
  language sql security definer set search_path = '' as $$
  insert into complaints.draft (id, token_hash, content_sealed, updated_at, expires_at) values (new_id, token, content, moment, until)
  on conflict (token_hash) do update set content_sealed = excluded.content_sealed, updated_at = excluded.updated_at, expires_at = excluded.expires_at where draft.sent_at is null
$$;
-- The lock under which a draft is sent: of two sendings at once the second waits, and finds it sent.
create function complaints.draft_lock(token bytea, moment timestamptz) returns table (id uuid, content_sealed bytea, sent_at timestamptz)
  language sql security definer set search_path = '' as $$
  select d.id, d.content_sealed, d.sent_at from complaints.draft d where d.token_hash = token and d.expires_at > moment for update
$$;
create function complaints.draft_send(token bytea, moment timestamptz) returns void language sql security definer set search_path = '' as $$
  update complaints.draft d set content_sealed = null, sent_at = moment where d.token_hash = token and d.sent_at is null
$$;

-- Their own report, shown to themselves without a code.
create function complaints.present_own(of_number text) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select r.id into found_id from complaints.report r where r.number = of_number and r.id in (select complaints.own_reports());
  perform set_config('satupintu.complaint', coalesce(found_id::text, ''), true);
  return found_id;
end $$;

revoke execute on all functions in schema complaints from public;
grant execute on function complaints.duty_agencies(text) to satupintu_officer, satupintu_leader, satupintu_steward, satupintu_job, satupintu_vault;
grant execute on function complaints.sees(uuid), complaints.photos_like(uuid, text, bigint, bigint, bigint, bigint, integer) to satupintu_officer;
grant execute on function complaints.presented(), complaints.present(text, bytea) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function complaints.own_reports(), complaints.present_own(text) to satupintu_citizen;
grant execute on function complaints.draft_find(bytea, timestamptz), complaints.draft_put(uuid, bytea, bytea, timestamptz, timestamptz), complaints.draft_lock(bytea, timestamptz), complaints.draft_send(bytea, timestamptz)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
grant select, delete on complaints.draft to satupintu_job;
create policy every on complaints.draft to satupintu_job using (true);
grant execute on function complaints.prove_contact(bytea, timestamptz) to satupintu_officer;
grant execute on function complaints.readiness(text, timestamptz) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant usage on sequence complaints.report_number to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_partner, satupintu_job;
