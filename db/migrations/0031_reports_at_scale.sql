-- Lists of a million reports by index, whatever the filter (complaints.md, load budget). The first page under a filter is
-- read as the newest of each branch of the columns that aren't asked for: every index below ends with age.

-- The distrik of the place, '' without one: the filter people use, and a column an index can begin with.
alter table complaints.report add column district text not null generated always as
  (coalesce(split_part(region, '.', 1) || '.' || split_part(region, '.', 2) || '.' || split_part(region, '.', 3), '')) stored;
comment on column complaints.report.district is 'Code of the distrik of `region`; '''' where no place is named.';

drop index complaints.report_public_by_category;
drop index complaints.report_public_by_region;
drop index complaints.report_public_by_lead;
create index report_public_by_category on complaints.report (category, open311, received_at desc, number desc) where is_public;
create index report_public_by_district on complaints.report (district, open311, received_at desc, number desc) where is_public;
create index report_public_by_region on complaints.report (region, open311, received_at desc, number desc) where is_public;
create index report_public_by_lead on complaints.report (lead, open311, received_at desc, number desc) where is_public;
create index report_public_by_category_district on complaints.report (category, district, open311, received_at desc, number desc) where is_public;
create index report_public_by_all on complaints.report (lead, category, district, open311, received_at desc, number desc) where is_public;
create index report_public_points on complaints.report (received_at desc, number desc) where is_public and lat is not null;
create index report_public_red on complaints.report (received_at desc, number desc) where is_public and is_red;

-- What a leader sees: this week against last, and what falls due on a day.
create index report_by_receipt on complaints.report (received_at);
create index report_by_end on complaints.report (ended_at) where ended_at is not null;
create index report_by_due on complaints.report (due_on, number) where ended_at is null;

-- Reports that may be about one problem lie near each other, or in one kampung. Row security is asked before an operator that
-- might tell something by failing, and those of numbers and boxes are such: an index on a place is no use to an actor. These
-- doors ask the index first; the caller reads the rows under its own rules.
drop index complaints.report_public_by_place;
drop index complaints.report_near;
create index report_public_near on complaints.report using gist (point(long::double precision, lat::double precision)) where is_public and lat is not null;
create index detail_near on complaints.detail using gist (point(long::double precision, lat::double precision)) where lat is not null;
create index report_in_region on complaints.report (region, category, coalesce(ended_at, 'infinity'::timestamptz) desc);

create index report_open_in_district on complaints.report (district, category, received_at desc) where ended_at is null;

create function complaints.public_near(categories text[], in_region text, around box, since timestamptz, most integer) returns table (id uuid)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if around is not null then
    return query select r.id from complaints.report r
      where r.is_public and r.lat is not null and point(r.long::double precision, r.lat::double precision) <@ around
        and r.category = any (categories) and (r.ended_at is null or r.ended_at > since)
      order by r.received_at desc limit most;
  else
    return query select near.id from unnest(categories) as c(id), lateral (
        select r.id, r.received_at from complaints.report r
        where r.is_public and r.region = in_region and r.category = c.id and coalesce(r.ended_at, 'infinity'::timestamptz) > since
        order by r.received_at desc limit most) near
      order by near.received_at desc limit most;
  end if;
end $$;
-- For a desk: by place first, nearest first; then of the same kampung, or where one of the two names no more than the distrik.
-- Merged ones stand behind their target.
create function complaints.candidates_near(of_report uuid, categories text[], around box, since timestamptz, most integer) returns table (id uuid)
  language plpgsql stable security definer set search_path = '' as $$
declare its_region text; its_district text;
begin
  if not complaints.sees(of_report) then return; end if;
  select r.region, r.district into its_region, its_district from complaints.report r where r.id = of_report;
  return query
    with near as (
      select r.id, 0 as rank, point(d.long::double precision, d.lat::double precision) <-> center(around) as far, r.received_at
      from complaints.detail d join complaints.report r on r.id = d.report_id
      where around is not null and d.lat is not null and point(d.long::double precision, d.lat::double precision) <@ around
        and r.category = any (categories) and (r.ended_at is null or r.ended_at >= since)
        and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
      order by far limit most),
    same as (
      select x.id, 1 as rank, 0::double precision as far, x.received_at from unnest(categories) as c(id), lateral (
        select r.id, r.received_at from complaints.report r
        where r.region = its_region and r.category = c.id and coalesce(r.ended_at, 'infinity'::timestamptz) >= since
          and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
        order by r.received_at desc limit most) x),
    wide as (
      select x.id, 2 as rank, 0::double precision as far, x.received_at from unnest(categories) as c(id), lateral (
        select r.id, r.received_at from complaints.report r
        where r.district = its_district and (its_region is null or its_region = its_district or r.region = its_district) and r.category = c.id and r.ended_at is null
          and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
        order by r.received_at desc limit most) x)
    select every.id from (select * from near union all select * from same union all select * from wide) every
    where every.id <> of_report group by every.id order by min(every.rank), min(every.far), max(every.received_at) desc limit most;
end $$;
revoke execute on function complaints.public_near(text[], text, box, timestamptz, integer), complaints.candidates_near(uuid, text[], box, timestamptz, integer) from public;
grant execute on function complaints.public_near(text[], text, box, timestamptz, integer)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function complaints.candidates_near(uuid, text[], box, timestamptz, integer) to satupintu_officer;
