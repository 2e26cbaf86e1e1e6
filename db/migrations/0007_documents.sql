create schema documents;
grant usage on schema documents to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

-- Keys of other modules (cases, persons, agencies, definitions) are kept as plain values: an issued document outlives the case file it came from.
create table documents.document (
  id uuid primary key,
  case_id uuid not null,
  case_code text not null,
  service text not null,
  definition_hash text not null,
  result text not null,
  template text not null,
  title text not null,
  agency text not null,
  agency_name text not null,
  counter text not null,
  number_year integer not null,
  number_seq integer not null,
  number text not null,
  code text not null,
  holder uuid not null,
  readers text[] not null default '{}',
  status text not null default 'prepared',
  dated date not null,
  prepared_at timestamptz(3) not null,
  issued_at timestamptz(3),
  valid_from date not null,
  valid_until date,
  slots bytea not null,
  verify text[] not null,
  verify_fields jsonb not null,
  unsigned_file text,
  file text,
  sha256 text,
  bytes integer,
  signer_person uuid not null,
  signer_name text not null,
  signer_office text not null,
  signed_with text,
  revocable_by text[] not null,
  ended_at timestamptz(3),
  ended_by uuid,
  ended_reason text,
  ended_basis text,
  replaces uuid references documents.document,
  announced_at timestamptz(3),
  constraint document_status_known check (status in ('prepared', 'signed', 'revoked', 'replaced', 'void')),
  constraint document_code_unguessable check (code ~ '^[0-9A-HJKMNP-TV-Z]{26}$'),
  constraint document_code_unique unique (code),
  constraint document_number_used_once unique (agency, counter, number_year, number_seq),
  constraint document_signed_has_file check (status in ('prepared', 'void') or (file is not null and sha256 is not null and issued_at is not null)),
  constraint document_end_has_reason check (status in ('prepared', 'signed') or (ended_at is not null and ended_reason is not null)),
  constraint document_period_ordered check (valid_until is null or valid_until >= valid_from)
);
comment on table documents.document is 'Letters and licences issued by the regency. The letter''s personal values lie encrypted in slots; verify_fields holds only what the definition makes public.';
comment on column documents.document.readers is 'Agencies that took part in the case and may read the document; the issuing agency is always among them.';
comment on column documents.document.code is 'What the QR holds: 26 signs of base 32, 130 random bits. Says nothing by itself.';
create unique index document_once_a_result on documents.document (case_id, result) where replaces is null and status <> 'void';
create unique index document_replaced_once on documents.document (replaces) where replaces is not null and status <> 'void';
create unique index document_by_sha256 on documents.document (sha256) where sha256 is not null;
create index document_by_holder on documents.document (holder, service);
create index document_by_readers on documents.document using gin (readers);
create index document_to_sign on documents.document (signer_person) where status = 'prepared';

alter table documents.document enable row level security;
grant select on documents.document to satupintu_citizen, satupintu_officer, satupintu_job;
grant insert on documents.document to satupintu_officer, satupintu_job;
grant update (status, issued_at, unsigned_file, file, sha256, bytes, signed_with, ended_at, ended_by, ended_reason, ended_basis) on documents.document to satupintu_officer;
grant update (status, issued_at, unsigned_file, file, sha256, bytes, signed_with, ended_at, ended_by, ended_reason, ended_basis, announced_at) on documents.document to satupintu_job;
create policy own on documents.document for select to satupintu_citizen using (holder = (select core.actor_id()) and status not in ('prepared', 'void'));
create policy of_participant on documents.document for select to satupintu_officer using (readers && (select core.actor_agencies()));
create policy of_agency_insert on documents.document for insert to satupintu_officer with check (agency = any ((select core.actor_agencies())::text[]));
create policy of_agency_update on documents.document for update to satupintu_officer
  using (agency = any ((select core.actor_agencies())::text[])) with check (agency = any ((select core.actor_agencies())::text[]));
create policy every on documents.document to satupintu_job using (true) with check (true);

create table documents.counter (
  agency text not null,
  counter text not null,
  year integer not null,
  last integer not null,
  primary key (agency, counter, year),
  constraint counter_positive check (last > 0)
);
comment on table documents.counter is 'Last letter number of an agency''s counter in a year (WIT). Its row lock makes the numbers gap-free: a rolled-back letter gives its number back.';

create table documents.number (
  agency text not null,
  counter text not null,
  year integer not null,
  seq integer not null,
  number text not null,
  document_id uuid not null references documents.document,
  status text not null default 'reserved',
  reason text,
  reserved_at timestamptz(3) not null,
  settled_at timestamptz(3),
  primary key (agency, counter, year, seq),
  constraint number_status_known check (status in ('reserved', 'issued', 'void')),
  constraint number_void_has_reason check (status <> 'void' or coalesce(reason, '') <> ''),
  constraint number_seq_positive check (seq > 0),
  constraint number_one_a_document unique (document_id)
);
comment on table documents.number is 'Every number ever taken and what became of it (Permendagri 83/2022): reserved, issued, or void with a reason. None is used twice.';

alter table documents.counter enable row level security;
alter table documents.number enable row level security;
grant select, insert, update (last) on documents.counter to satupintu_officer, satupintu_job;
grant select, insert, update (status, reason, settled_at) on documents.number to satupintu_officer, satupintu_job;
grant select on documents.counter, documents.number to satupintu_steward;
create policy of_agency on documents.counter to satupintu_officer
  using (agency = any ((select core.actor_agencies())::text[])) with check (agency = any ((select core.actor_agencies())::text[]));
create policy of_agency on documents.number to satupintu_officer
  using (agency = any ((select core.actor_agencies())::text[])) with check (agency = any ((select core.actor_agencies())::text[]));
create policy every on documents.counter to satupintu_job using (true) with check (true);
create policy every on documents.number to satupintu_job using (true) with check (true);
create policy register on documents.counter for select to satupintu_steward using (true);
create policy register on documents.number for select to satupintu_steward using (true);

create table documents.attempt (
  id uuid primary key,
  document_id uuid not null references documents.document,
  agency text not null,
  signer text not null,
  by uuid not null,
  started_at timestamptz(3) not null,
  outcome text not null default 'started',
  external_id text,
  settled_at timestamptz(3),
  constraint attempt_outcome_known check (outcome in ('started', 'signed', 'refused', 'unclear', 'set_aside'))
);
comment on table documents.attempt is 'Calls to an outside signing service. An unclear one is asked about before anything is signed again. Never holds a passphrase.';
create index attempt_of_document on documents.attempt (document_id, started_at);
alter table documents.attempt enable row level security;
grant select, insert, update (outcome, external_id, settled_at) on documents.attempt to satupintu_officer;
grant select on documents.attempt to satupintu_job;
create policy of_agency on documents.attempt to satupintu_officer
  using (agency = any ((select core.actor_agencies())::text[])) with check (agency = any ((select core.actor_agencies())::text[]));
create policy every on documents.attempt for select to satupintu_job using (true);

-- Who may see a document may see what happened to it.
create policy of_document on core.event for select to satupintu_citizen, satupintu_officer
  using (subject_kind = 'document' and exists (select from documents.document d where d.id = subject_id));

-- The public view: status, and of the rest only the fields that the definition names. `sought` is a code or the file's SHA-256.
create function documents.verify(sought text, on_day date)
returns table (code text, title text, agency_name text, status text, since date, fields jsonb)
language sql stable security definer set search_path = '' as $$
  select
    d.code, d.title, d.agency_name,
    case when d.status = 'signed' and d.valid_until < on_day then 'expired' when d.status = 'signed' then 'valid' else d.status end,
    case when d.status = 'signed' and d.valid_until < on_day then d.valid_until when d.status = 'signed' then d.valid_from else (d.ended_at at time zone 'Asia/Jayapura')::date end,
    coalesce((
      select jsonb_agg(jsonb_build_object('name', v.name, 'value', v.value) order by v.place)
      from (
        select f.name, f.place, case f.name
          when 'number' then d.number
          when 'issued_on' then d.dated::text
          when 'valid_from' then d.valid_from::text
          when 'valid_until' then d.valid_until::text
          when 'signer_name' then d.signer_name
          when 'signer_office' then d.signer_office
          when 'file_sha256' then d.sha256
          when 'status' then null
          else d.verify_fields ->> f.name end as value
        from unnest(d.verify) with ordinality f(name, place)
      ) v where v.value is not null
    ), '[]')
  from documents.document d
  where d.status in ('signed', 'revoked', 'replaced') and (d.code = sought or d.sha256 = sought)
$$;
revoke all on function documents.verify(text, date) from public;
grant execute on function documents.verify(text, date)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
