-- An agency's own application writes too: it files for a registered citizen (scope cases:write), and gives evidence and
-- results of its agency's tasks (tasks:write). The key stands in the case and in each event; the citizen reads both.
alter table cases.case_file add column partner_id uuid references exchange.partner;
alter table cases.draft add column partner_id uuid references exchange.partner;
comment on column cases.case_file.partner_id is 'The key of the application that filed for the applicant; filed_by is then the applicant.';
create index case_file_by_partner on cases.case_file (partner_id) where partner_id is not null;

alter policy file_for_another on cases.case_file to satupintu_officer;
create policy filed_by_my_key on cases.case_file for select to satupintu_partner using (partner_id = (select core.actor_id()));
create policy file_by_key on cases.case_file for insert to satupintu_partner
  with check (partner_id = (select core.actor_id()) and filed_by = applicant_id and channel = 'api' and representation_id is null);

-- The cases an application filed, for the rows that follow a case in its transaction.
create function cases.filed_by_key() returns uuid[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(c.id), '{}') from cases.case_file c where c.partner_id = core.actor_id() and c.submitted_at = core.moment()
$$;
revoke execute on function cases.filed_by_key() from public;
grant execute on function cases.filed_by_key() to satupintu_partner;

alter policy of_agency on cases.task to satupintu_officer;
create policy of_agency_read on cases.task for select to satupintu_partner using (agencies && (select core.actor_agencies()));
create policy of_agency_change on cases.task for update to satupintu_partner
  using (agencies && (select core.actor_agencies())) with check (agencies && (select core.actor_agencies()));
create policy file_by_key on cases.task for insert to satupintu_partner with check (case_id = any ((select cases.filed_by_key())::uuid[]));
alter policy file_for_another on cases.answer to satupintu_officer;
create policy file_by_key on cases.answer for insert to satupintu_partner with check (case_id = any ((select cases.filed_by_key())::uuid[]));
create policy file_by_key on cases.evidence for insert to satupintu_partner with check (case_id = any ((select cases.filed_by_key())::uuid[]));

grant select, insert, delete on cases.draft to satupintu_partner;
grant update (definition_hash, content_sealed, updated_at, expires_at) on cases.draft to satupintu_partner;
create policy by_my_key on cases.draft to satupintu_partner using (partner_id = (select core.actor_id()))
  with check (partner_id = (select core.actor_id()) and filed_by = applicant_id and channel = 'api');

-- Who a NIK belongs to, for an application that files for that citizen: the id alone, and a line the citizen reads.
create function identity.partner_person(of_nik bytea, log_id uuid) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select p.id into found_id from identity.person p where p.kind = 'citizen' and p.status = 'active' and p.nik_hash = of_nik;
  if found_id is not null then
    insert into identity.reveal (id, person_id, agency, purpose, what, at)
      values (log_id, found_id, (core.actor_agencies())[1], 'aplikasi_instansi', '{nik}', core.moment());
  end if;
  return found_id;
end $$;
revoke execute on function identity.partner_person(bytea, uuid) from public;
grant execute on function identity.partner_person(bytea, uuid) to satupintu_partner;

-- Names of applications are no secret to those who see what they did; their keys, scopes and rates are.
create function exchange.partner_names(ids uuid[]) returns table (id uuid, name text, agency text) language sql stable security definer set search_path = '' as $$
  select p.id, p.name, p.agency from exchange.partner p where p.id = any (ids)
$$;
revoke execute on function exchange.partner_names(uuid[]) from public;
grant execute on function exchange.partner_names(uuid[]) to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_partner, satupintu_job;
