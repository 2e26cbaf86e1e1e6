-- What the city and its partners offer: services, life events, the fourteen components of a service standard, and the
-- words people search by. Public reading; loaded from db/reference by server/reference.ts.
create schema catalogue;
grant usage on schema catalogue to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table catalogue.topic (
  id text primary key,
  no smallint not null unique,
  name text not null,
  name_en text not null
);
comment on table catalogue.topic is 'How the catalogue is grouped for people who don''t know which office does what.';

create table catalogue.record_system (
  id text primary key,
  name text not null,
  name_en text not null,
  -- Host of the public site, without scheme; null where none was established.
  site text,
  source text[] not null default '{}',
  verified text not null,
  constraint record_system_verified_known check (verified in ('V', 'S', 'M'))
);
comment on table catalogue.record_system is 'National systems that stay the record of a service: we say where to go and follow the case, we never issue again.';

create table catalogue.service (
  id text primary key,
  no smallint not null unique,
  name text not null,
  name_en text not null,
  agency text not null references identity.agency deferrable initially deferred,
  co_agencies text[] not null default '{}',
  topic text not null references catalogue.topic deferrable initially deferred,
  -- Place in the list of the services asked for most; null for the others.
  most_wanted smallint unique,
  requirements text[] not null default '{}',
  time_text text,
  time_unit text,
  time_max integer,
  -- Null where the fee depends on something; fee_text then says on what.
  fee_rupiah bigint,
  fee_text text,
  -- [{label, rupiah}]
  fee_options jsonb not null default '[]',
  legal_basis text[] not null default '{}',
  channels text[] not null default '{}',
  -- Null: the record is kept here.
  system text references catalogue.record_system deferrable initially deferred,
  product text,
  advice text,
  advice_en text,
  verified text not null,
  -- Fields a person read in a source; the others are defaults until the agency's decree confirms them.
  verified_fields text[] not null default '{}',
  source text[] not null default '{}',
  note text,
  constraint service_id_shape check (id ~ '^[a-z0-9][a-z0-9-]*$'),
  constraint service_verified_known check (verified in ('V', 'S', 'M')),
  constraint service_time_unit_known check (time_unit in ('menit', 'jam', 'hk', 'instan')),
  constraint service_time_positive check (time_max > 0),
  constraint service_fee_not_negative check (fee_rupiah >= 0),
  constraint service_channels_known check (channels <@ array['loket', 'mpp', 'online', 'distrik', 'kampung']),
  constraint service_advice_in_both check ((advice is null) = (advice_en is null))
);
comment on table catalogue.service is 'Components 1 to 6 of the service standard (UU 25/2009 ps. 20-22, PermenPANRB 15/2014). Requirement, time and fee are defaults to be confirmed by each agency''s decree.';
create index service_by_agency on catalogue.service (agency);

-- English of the texts of services and bundles, keyed by the Indonesian text.
create table catalogue.english (
  text text primary key,
  en text not null
);

-- Folded search terms: lower case, no accents, common misspellings mended (search.ts). One row per name or everyday word.
create table catalogue.search_term (
  service_id text not null references catalogue.service on delete cascade deferrable initially deferred,
  term text not null,
  -- 1 = the service's own name or an everyday name for it; less = its agency, its product.
  weight real not null,
  primary key (service_id, term),
  constraint search_term_weight_sane check (weight > 0 and weight <= 1)
);

create table catalogue.bundle (
  id text primary key,
  no smallint not null unique,
  name text not null,
  trigger text not null,
  local_name text,
  proposal boolean not null,
  source text[] not null default '{}',
  verified text not null,
  constraint bundle_verified_known check (verified in ('V', 'S', 'M'))
);
comment on table catalogue.bundle is 'Life events: several services in their order. proposal = named in no source, suggested by the project.';

create table catalogue.bundle_step (
  bundle_id text not null references catalogue.bundle on delete cascade,
  no smallint not null,
  service_id text not null references catalogue.service deferrable initially deferred,
  -- Services that come first.
  after text[] not null default '{}',
  same_visit boolean not null,
  optional boolean not null,
  note text,
  primary key (bundle_id, no)
);

create table catalogue.standard_component (
  no smallint primary key,
  id text not null unique,
  name text not null,
  name_en text not null,
  part text not null,
  must_publish boolean not null,
  constraint standard_component_no_known check (no between 1 and 14),
  constraint standard_component_part_known check (part in ('service_delivery', 'manufacturing'))
);

create table catalogue.standard_sheet (
  -- `sp/sip-perawat@1`
  ref text primary key,
  content jsonb not null
);
comment on table catalogue.standard_sheet is 'Components 7 to 14 of one service, by component id: {id, en?, verified, source?}.';

alter table catalogue.topic enable row level security;
alter table catalogue.record_system enable row level security;
alter table catalogue.service enable row level security;
alter table catalogue.english enable row level security;
alter table catalogue.search_term enable row level security;
alter table catalogue.bundle enable row level security;
alter table catalogue.bundle_step enable row level security;
alter table catalogue.standard_component enable row level security;
alter table catalogue.standard_sheet enable row level security;
grant select on catalogue.topic, catalogue.record_system, catalogue.service, catalogue.english, catalogue.search_term, catalogue.bundle, catalogue.bundle_step, catalogue.standard_component, catalogue.standard_sheet
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
create policy everyone on catalogue.topic for select using (true);
create policy everyone on catalogue.record_system for select using (true);
create policy everyone on catalogue.service for select using (true);
create policy everyone on catalogue.english for select using (true);
create policy everyone on catalogue.search_term for select using (true);
create policy everyone on catalogue.bundle for select using (true);
create policy everyone on catalogue.bundle_step for select using (true);
create policy everyone on catalogue.standard_component for select using (true);
create policy everyone on catalogue.standard_sheet for select using (true);
