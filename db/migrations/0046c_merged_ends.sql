-- A merged report ends with the one it follows, so that its reporter is forgotten in time too; and at that moment the originals of
-- people's photographs go: what stays is the copy the public sees (complaints.md § 3; UU 27/2022 ps. 42–44).
alter table complaints.photo alter column file_id drop not null;
comment on column complaints.photo.file_id is 'The stored picture; null: it was removed when the reporter was made unknown. Its fingerprints stay, so that it is known again.';
grant update (file_id) on complaints.photo to satupintu_job;
grant update (signature) on complaints.detail to satupintu_job;

-- When a report ended: of a merged one, when the leading one did; null while that is open.
create function complaints.end_of(of_report uuid) returns timestamptz language sql stable security definer set search_path = '' as $$
  with recursive up as (
    select r.ended_at, r.merged_into, 0 as hops from complaints.report r where r.id = of_report
    union all select t.ended_at, t.merged_into, up.hops + 1 from up join complaints.report t on t.id = up.merged_into where up.hops < 8)
  select up.ended_at from up where up.merged_into is null limit 1
$$;
create or replace function complaints.ended_before(moment timestamptz, most integer, is_removal boolean) returns table (id uuid, number text) language sql stable security definer set search_path = '' as $$
  with recursive ended as (
    select r.id, r.number, r.ended_at as at from complaints.report r where r.ended_at < moment and r.merged_into is null
    union all select m.id, m.number, e.at from ended e join complaints.report m on m.merged_into = e.id)
  select e.id, e.number from ended e left join complaints.tombstone t on t.report_id = e.id
  where case when is_removal then t.removed_at is null else t.report_id is null end
  order by e.at, e.id limit most
$$;
create or replace function complaints.count_ended_before(moment timestamptz, is_removal boolean) returns integer language sql stable security definer set search_path = '' as $$
  with recursive ended as (
    select r.id from complaints.report r where r.ended_at < moment and r.merged_into is null
    union all select m.id from ended e join complaints.report m on m.merged_into = e.id)
  select count(*)::integer from ended e left join complaints.tombstone t on t.report_id = e.id
  where case when is_removal then t.removed_at is null else t.report_id is null end
$$;
revoke execute on function complaints.end_of(uuid) from public;
grant execute on function complaints.end_of(uuid) to satupintu_job;
