-- Service definitions as data: drafts that stewards write, versions that never change once published, and the code lists
-- they pin. A case carries the hash of its version for good.

create table catalogue.code_list (
  -- `faskes@2026-11`
  ref text not null,
  key text not null,
  no integer not null,
  label text not null,
  label_en text,
  -- Heading under which it is listed, for example the distrik of a kampung.
  heading text,
  columns jsonb not null default '{}',
  source text[] not null default '{}',
  verified text not null,
  primary key (ref, key),
  constraint code_list_verified_known check (verified in ('V', 'S', 'M', 'P'))
);
comment on table catalogue.code_list is 'Lists that definitions offer and look up in, by name@version. A list that a published version pins is frozen.';

create table catalogue.definition_draft (
  id text primary key,
  -- Subject of the log: one chain for all drafts and versions of a service.
  subject_id uuid not null unique,
  -- Null once published, until somebody starts the next draft.
  yaml text,
  -- Everybody who wrote in it since the last publishing: none of them may approve it.
  authors uuid[] not null default '{}',
  saved_by uuid references identity.person,
  saved_at timestamptz(3),
  submitted_by uuid references identity.person,
  submitted_at timestamptz(3),
  constraint definition_draft_id_shape check (id ~ '^[a-z][a-z0-9_-]*$'),
  constraint definition_draft_submitted_whole check ((submitted_by is null) = (submitted_at is null))
);
comment on table catalogue.definition_draft is 'The working text of a service definition, errors included. Only drafts change.';

create table catalogue.definition_version (
  -- SHA-256 over the canonical JSON of { body, pins }, hex.
  hash text primary key,
  id text not null references catalogue.definition_draft,
  version text not null,
  status text not null,
  effective_from date not null,
  effective_until date,
  body jsonb not null,
  -- Hash of every code list and standard sheet it was published with, by name@version.
  pins jsonb not null,
  yaml text not null,
  author uuid not null references identity.person,
  approver uuid not null references identity.person,
  -- Why it was published although a legal check is missing; printed on the public page.
  override text,
  override_lints text[] not null default '{}',
  published_at timestamptz(3) not null,
  withdrawn_at timestamptz(3),
  withdrawn_by uuid references identity.person,
  withdrawn_reason text,
  constraint definition_version_once unique (id, version),
  constraint definition_version_status_known check (status in ('published', 'superseded', 'withdrawn')),
  constraint definition_version_two_persons check (author <> approver),
  constraint definition_version_hash_shape check (hash ~ '^[0-9a-f]{64}$'),
  constraint definition_version_dates_ordered check (effective_until is null or effective_until >= effective_from),
  constraint definition_version_override_reasoned check ((override is null) = (cardinality(override_lints) = 0)),
  constraint definition_version_withdrawn_whole check ((status = 'withdrawn') = (withdrawn_at is not null) and (withdrawn_at is null) = (withdrawn_reason is null))
);
comment on table catalogue.definition_version is 'A published definition. What it says never changes; only its place in time does (superseded, withdrawn).';
create index definition_version_current on catalogue.definition_version (id, effective_from desc) where status = 'published';

-- V1: immutable, for everybody, the owner included.
create function catalogue.refuse_new_content() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'a published definition stays' using errcode = 'insufficient_privilege';
  end if;
  if (new.hash, new.id, new.version, new.effective_from, new.body, new.pins, new.yaml, new.author, new.approver, new.override, new.override_lints, new.published_at)
     is distinct from
     (old.hash, old.id, old.version, old.effective_from, old.body, old.pins, old.yaml, old.author, old.approver, old.override, old.override_lints, old.published_at) then
    raise exception 'a published definition does not change' using errcode = 'insufficient_privilege';
  end if;
  if old.status = 'withdrawn' and new.status <> 'withdrawn' or old.status = 'superseded' and new.status = 'published' then
    raise exception 'a definition does not come back' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger immutable before update or delete on catalogue.definition_version for each row execute function catalogue.refuse_new_content();
create trigger never_emptied before truncate on catalogue.definition_version for each statement execute function catalogue.refuse_new_content();

-- V2: what a published version looks up in is frozen with it.
create function catalogue.refuse_pinned_list() returns trigger language plpgsql as $$
declare name text := case tg_op when 'INSERT' then new.ref else old.ref end;
begin
  if exists (select from catalogue.definition_version v where v.pins ? name) then
    raise exception 'code list % is pinned by a published definition; give the list a new version', name using errcode = 'insufficient_privilege';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger pinned before insert or update or delete on catalogue.code_list for each row execute function catalogue.refuse_pinned_list();

alter table catalogue.code_list enable row level security;
alter table catalogue.definition_draft enable row level security;
alter table catalogue.definition_version enable row level security;
grant select on catalogue.code_list, catalogue.definition_version
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant select, insert, update on catalogue.definition_draft to satupintu_steward;
grant insert on catalogue.definition_version to satupintu_steward;
grant update (status, effective_until, withdrawn_at, withdrawn_by, withdrawn_reason) on catalogue.definition_version to satupintu_steward;
create policy everyone on catalogue.code_list for select using (true);
create policy everyone on catalogue.definition_version for select using (true);
create policy steward on catalogue.definition_draft to satupintu_steward using (true) with check (true);
-- Whoever publishes does so in their own name.
create policy approved_in_own_name on catalogue.definition_version for insert to satupintu_steward with check (approver = (select core.actor_id()));
create policy steward on catalogue.definition_version for update to satupintu_steward using (true) with check (true);
create policy definition_log on core.event for select to satupintu_steward, satupintu_leader using (subject_kind = 'definition');
