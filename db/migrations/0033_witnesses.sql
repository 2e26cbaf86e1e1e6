-- Witnesses (complaints.md § 9): another person with the same problem has a number, a receipt and four words of their own,
-- may add photograph and place, contest, and leave. They are not the reporter: what a witness is shown of the leading report
-- is its public part and its answers, beside their own words.
alter table complaints.witness
  add column landmark_sealed bytea,
  add column lat numeric(8, 5),
  add column long numeric(8, 5),
  add column accuracy_m integer,
  add column lang text not null default 'id',
  add constraint witness_lang_known check (lang in ('id', 'en')),
  add constraint witness_point_whole check ((lat is null) = (long is null)),
  add constraint witness_point_on_earth check (lat between -90 and 90 and long between -180 and 180);
comment on table complaints.witness is 'Perpres 76/2013: who a witness is lies in the vault, under a pseudonym of their own.';
alter table complaints.entry add column witness_id uuid references complaints.witness;
alter table complaints.photo add column witness_id uuid references complaints.witness;
create index photo_by_witness on complaints.photo (witness_id) where witness_id is not null;

-- The witness whose number and words were right, for this transaction.
create function complaints.witness_shown() returns uuid language sql stable
  return nullif(current_setting('satupintu.witness', true), '')::uuid;
-- The report that leads: of the witness shown, or of the merged report shown; undefined for a witness who left.
create function complaints.leading() returns uuid language sql stable security definer set search_path = '' as $$
  with recursive up as (
    select r.id, r.merged_into, 0 as hops from complaints.report r where r.id = coalesce(
      (select w.report_id from complaints.witness w where w.id = complaints.witness_shown() and w.left_at is null),
      (select m.merged_into from complaints.report m where m.id = complaints.presented()))
    union all select t.id, t.merged_into, up.hops + 1 from up join complaints.report t on t.id = up.merged_into where up.hops < 8)
  select up.id from up where up.merged_into is null limit 1
$$;
-- Whom the leading report accuses: a step of a witness may not bring it to that agency's desk.
create function complaints.accused_of_leading() returns text language sql stable security definer set search_path = '' as $$
  select d.accused from complaints.detail d where d.report_id = complaints.leading()
$$;

-- Number and words of a witness open the witness's own rows; before, they opened the report as if by its reporter.
create or replace function complaints.present(of_number text, key bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select r.id into found_id from complaints.report r join complaints.detail d on d.report_id = r.id where r.number = of_number and d.code_hash = key;
  perform set_config('satupintu.complaint', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
create function complaints.present_witness(of_number text, key bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select w.id into found_id from complaints.witness w where w.number = of_number and w.code_hash = key;
  perform set_config('satupintu.witness', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
create function complaints.present_own_witness(of_number text) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select w.id into found_id from complaints.witness w where w.number = of_number and w.pseudonym in (select reporter.own());
  perform set_config('satupintu.witness', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
create or replace function complaints.own_reports() returns setof uuid language sql stable security definer set search_path = '' as $$
  select d.report_id from complaints.detail d where d.pseudonym in (select reporter.own())
$$;
create or replace function complaints.present_relay(link_key bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select d.report_id into found_id from reporter.relay_of(link_key) r join complaints.detail d on d.pseudonym = r.pseudonym;
  perform set_config('satupintu.complaint', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
create function complaints.present_witness_relay(link_key bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select w.id into found_id from reporter.relay_of(link_key) r join complaints.witness w on w.pseudonym = r.pseudonym;
  perform set_config('satupintu.witness', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
-- Everybody who follows a report and should hear of it: its witnesses, and those whose report was merged into it, through every merger.
create function complaints.voices(of_report uuid) returns table (kind text, id uuid) language sql stable security definer set search_path = '' as $$
  with recursive down as (
    select of_report as id, 0 as hops
    union all select r.id, down.hops + 1 from down join complaints.report r on r.merged_into = down.id where down.hops < 8)
  select 'witness', w.id from down join complaints.witness w on w.report_id = down.id where w.left_at is null
  union all select 'report', d.id from down d where d.hops > 0
$$;
-- Does a signed-in citizen speak in this report already: as its reporter, or as a witness?
create function complaints.is_own_voice(of_report uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from complaints.detail d where d.report_id = of_report and d.pseudonym in (select reporter.own()))
    or exists (select from complaints.witness w where w.report_id = of_report and w.left_at is null and w.pseudonym in (select reporter.own()))
$$;
revoke execute on function complaints.is_own_voice(uuid) from public;
grant execute on function complaints.is_own_voice(uuid) to satupintu_citizen;
revoke execute on function complaints.witness_shown(), complaints.leading(), complaints.accused_of_leading(), complaints.present_witness(text, bytea),
  complaints.present_own_witness(text), complaints.present_witness_relay(bytea), complaints.voices(uuid) from public;
grant execute on function complaints.witness_shown(), complaints.leading(), complaints.accused_of_leading(), complaints.present_witness(text, bytea), complaints.present_witness_relay(bytea)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function complaints.present_own_witness(text) to satupintu_citizen;
grant execute on function complaints.voices(uuid) to satupintu_job;

-- A witness's own row; joining is open to anybody, to a public report that is still open and leads.
drop policy of_report on complaints.witness;
create policy own on complaints.witness for select to satupintu_anonymous, satupintu_citizen using (id = (select complaints.witness_shown()));
create policy change_own on complaints.witness for update to satupintu_anonymous, satupintu_citizen
  using (id = (select complaints.witness_shown())) with check (id = (select complaints.witness_shown()));
create policy join_public on complaints.witness for insert to satupintu_anonymous, satupintu_citizen
  with check (left_at is null and exists (select from complaints.report r where r.id = report_id and r.is_public and r.ended_at is null and r.merged_into is null));
-- The worker empties them with the rest when a report is anonymised.
grant update (lat, long, accuracy_m, landmark_sealed) on complaints.witness to satupintu_anonymous, satupintu_citizen, satupintu_job;

-- The leading report, as far as a voice may touch it: its header, its log, its answers, and what they add themselves.
create policy voice on complaints.report to satupintu_anonymous, satupintu_citizen
  using (id = (select complaints.leading())) with check (id = (select complaints.leading()));
create policy voice_reads on complaints.entry for select to satupintu_anonymous, satupintu_citizen
  using (report_id = (select complaints.leading()) and (audience = 'public' or kind = 'answer') or witness_id = (select complaints.witness_shown()));
create policy voice_writes on complaints.entry for insert to satupintu_anonymous, satupintu_citizen
  with check (report_id = (select complaints.leading()) and kind in ('contest', 'reporter_note') and witness_id is not distinct from (select complaints.witness_shown()));
create policy voice_reads on complaints.photo for select to satupintu_anonymous, satupintu_citizen using (witness_id = (select complaints.witness_shown()));
create policy voice_writes on complaints.photo for insert to satupintu_anonymous, satupintu_citizen
  with check (report_id = (select complaints.leading()) and role in ('contest', 'witness') and witness_id is not distinct from (select complaints.witness_shown()));
create policy of_leading_complaint on core.event for select to satupintu_anonymous, satupintu_citizen
  using (subject_kind = 'complaint' and subject_id = (select complaints.leading()));
