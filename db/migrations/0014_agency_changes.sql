-- Stewards keep the agencies: found, changed and closed on the page, each with the regulation it rests on.
alter table identity.agency
  -- Subject of the agency's log; its key is a word, the log asks for a UUID.
  add column subject_id uuid not null default gen_random_uuid(),
  -- Street, landmark or building, as people say it. An office's, so it is public.
  add column address text,
  add column phone text,
  add column email text,
  add column site text,
  -- The regulation or decree of the last change (Perda, Perbup, SK).
  add column basis text,
  add column changed_at timestamptz(3),
  add column changed_by uuid references identity.person,
  add constraint agency_subject_unique unique (subject_id),
  add constraint agency_site_is_web check (site ~ '^https?://'),
  add constraint agency_not_its_own_parent check (parent is distinct from code),
  add constraint agency_changed_whole check ((changed_at is null) = (changed_by is null));
comment on column identity.agency.changed_at is 'When a steward last changed the row; from then on the reference files no longer write over it.';
comment on column identity.agency.basis is 'Perangkat daerah are set up, changed and abolished by regulation (PP 18/2016, changed by PP 72/2019; unverified).';

create policy agency_log on core.event for select to satupintu_steward, satupintu_leader using (subject_kind = 'agency');

-- What still waits at an agency: open cases it takes part in, and its open tasks. Counts alone: a steward sees no case.
create function cases.open_at(of_agency text) returns table (cases integer, tasks integer) language sql stable security definer set search_path = '' as $$
  select
    (select count(*)::integer from cases.case_file c where c.ended_at is null and c.agencies @> array[of_agency]),
    (select count(*)::integer from cases.task t where t.agency = of_agency and t.status in ('open', 'claimed', 'returned'))
$$;
revoke execute on function cases.open_at(text) from public;
grant execute on function cases.open_at(text) to satupintu_steward;
