-- Innovations (innovation.md § 1): what is known to the register, and what residents propose. UU 23/2014 ps. 386–390, PP 38/2017.
create schema innovations;
grant usage on schema innovations to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table innovations.innovation (
  id text primary key,
  name text not null,
  long_name text,
  agency text not null references identity.agency deferrable initially deferred,
  category text not null,
  -- The Innovation Week it was presented in.
  shown_in smallint,
  source text[] not null default '{}',
  verified text not null,
  note text,
  constraint innovation_category_known check (category in ('pelayanan_publik', 'tata_kelola', 'puskesmas', 'distrik')),
  constraint innovation_verified_known check (verified in ('V', 'S', 'M', 'P'))
);
comment on table innovations.innovation is 'Innovations known from print, with source and confidence. Claims nothing about what they achieved.';
alter table innovations.innovation enable row level security;
grant select on innovations.innovation to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
create policy everyone on innovations.innovation for select using (true);

create table innovations.idea (
  id uuid primary key,
  -- What the receipt says: who knows it reads the idea again.
  code_hash bytea not null unique,
  problem text not null,
  who text not null,
  proposal text not null,
  region text references core.region,
  -- 'received' | 'adopted' | 'merged' | 'not_now'
  state text not null default 'received',
  received_at timestamptz(3) not null,
  -- The last day for an answer.
  due_day date not null,
  -- Public words of the office: a title without names, and why.
  title text,
  reason text,
  agency text references identity.agency,
  innovation text references innovations.innovation,
  decided_by uuid references identity.person,
  decided_at timestamptz(3),
  constraint idea_state_known check (state in ('received', 'adopted', 'merged', 'not_now')),
  constraint idea_decided_whole check ((state = 'received') = (decided_at is null) and (decided_at is null) = (decided_by is null)
    and (decided_at is null) = (title is null) and (decided_at is null) = (reason is null)),
  constraint idea_adopted_by_one check ((state = 'adopted') = (agency is not null)),
  constraint idea_merged_into_one check ((state = 'merged') = (innovation is not null)),
  constraint idea_not_endless check (length(problem) <= 2000 and length(who) <= 500 and length(proposal) <= 3000)
);
comment on table innovations.idea is 'A resident may initiate an innovation (PP 38/2017, from a second source). No name is asked: the code is the receipt.';
create index idea_waiting on innovations.idea (due_day) where state = 'received';
create index idea_decided on innovations.idea (decided_at desc) where state <> 'received';
alter table innovations.idea enable row level security;

-- The agency that keeps the register: it reads every idea and answers it. Set by the reference data, one row.
create table innovations.office (
  agency text primary key references identity.agency deferrable initially deferred,
  source text[] not null default '{}',
  verified text not null,
  constraint office_verified_known check (verified in ('V', 'S', 'M', 'P'))
);
comment on table innovations.office is 'Who keeps the register of innovations.';
alter table innovations.office enable row level security;
grant select on innovations.office to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
create policy everyone on innovations.office for select using (true);

create function innovations.at_office() returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from innovations.office o where o.agency = any (core.actor_agencies()))
$$;
-- The idea this transaction was shown by its code.
create function innovations.presented() returns uuid language sql stable
  return nullif(current_setting('satupintu.idea', true), '')::uuid;
create function innovations.present(code bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select i.id into found_id from innovations.idea i where i.code_hash = code;
  perform set_config('satupintu.idea', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
-- What was answered, in the office's words: never what was sent.
create function innovations.answered(most integer) returns table (id uuid, title text, state text, reason text, agency text, innovation text, decided_at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select i.id, i.title, i.state, i.reason, i.agency, i.innovation, i.decided_at from innovations.idea i where i.state <> 'received' order by i.decided_at desc limit most
$$;
-- How the office keeps its promise, counted over all.
create function innovations.promise(today date) returns table (waiting integer, late integer, answered integer)
  language sql stable security definer set search_path = '' as $$
  select count(*) filter (where i.state = 'received')::int, count(*) filter (where i.state = 'received' and i.due_day < today)::int,
    count(*) filter (where i.state <> 'received')::int from innovations.idea i
$$;

grant insert (id, code_hash, problem, who, proposal, region, received_at, due_day) on innovations.idea to satupintu_anonymous, satupintu_citizen, satupintu_officer;
create policy propose on innovations.idea for insert to satupintu_anonymous, satupintu_citizen, satupintu_officer with check (state = 'received');
grant select (id, problem, who, proposal, region, state, received_at, due_day, title, reason, agency, innovation, decided_at) on innovations.idea
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader;
create policy by_code on innovations.idea for select to satupintu_anonymous, satupintu_citizen, satupintu_officer using (id = (select innovations.presented()));
create policy of_office on innovations.idea for select to satupintu_officer using ((select innovations.at_office()));
create policy every on innovations.idea for select to satupintu_leader using (true);
grant update (state, title, reason, agency, innovation, decided_by, decided_at) on innovations.idea to satupintu_officer;
create policy answer on innovations.idea for update to satupintu_officer
  using ((select innovations.at_office()) and state = 'received')
  with check ((select innovations.at_office()) and decided_by = (select core.actor_id()));
grant select, insert, update on innovations.idea to satupintu_job;
create policy job on innovations.idea to satupintu_job using (true) with check (true);

create policy of_ideas on core.event for select to satupintu_officer using (subject_kind = 'idea' and (select innovations.at_office()));
create policy of_any_idea on core.event for select to satupintu_leader using (subject_kind = 'idea');

revoke execute on all functions in schema innovations from public;
grant execute on function innovations.at_office() to satupintu_officer;
grant execute on function innovations.presented(), innovations.present(bytea), innovations.answered(integer), innovations.promise(date)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
