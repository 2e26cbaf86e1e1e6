-- In the middle of town a thousand live reports lie within reach of one: the index gives them nearest first, and is read no further
-- than the hundredth that fits. One plan for all: a plan made for the box of one call would sort them all.
create or replace function complaints.candidates_near(of_report uuid, categories text[], around box, since timestamptz, most integer) returns table (id uuid)
  language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare its_region text; its_district text;
begin
  if not complaints.sees(of_report) then return; end if;
  select r.region, r.district into its_region, its_district from complaints.report r where r.id = of_report;
  return query
    with near as (
      select r.id, 0 as rank, point(d.long::double precision, d.lat::double precision) <-> center(around) as far, r.received_at
      from complaints.detail d join complaints.report r on r.id = d.report_id
      where around is not null and d.lat is not null and point(d.long::double precision, d.lat::double precision) <@ around
        and coalesce(d.ended_at, 'infinity'::timestamptz) >= since
        and r.category = any (categories) and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
      order by point(d.long::double precision, d.lat::double precision) <-> center(around) limit most),
    same as (
      select x.id, 1 as rank, 0::double precision as far, x.received_at from unnest(categories) as c(id), lateral (
        select every.id, every.received_at from (
          (select r.id, r.received_at from complaints.report r
            where r.region = its_region and r.category = c.id and r.ended_at is null
              and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
            order by r.received_at desc limit most)
          union all
          (select r.id, r.received_at from complaints.report r
            where r.region = its_region and r.category = c.id and r.ended_at >= since
              and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
            order by r.received_at desc limit most)) every
        order by every.received_at desc limit most) x),
    -- those that name no more than the distrik; where this one names no more itself, those of all its kampung
    wide as (
      select x.id, 2 as rank, 0::double precision as far, x.received_at from unnest(categories) as c(id), lateral (
        (select r.id, r.received_at from complaints.report r
          where (its_region is null or its_region = its_district) and r.district = its_district and r.category = c.id and r.ended_at is null
            and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
          order by r.received_at desc limit most)
        union all
        (select r.id, r.received_at from complaints.report r
          where its_region <> its_district and r.region = its_district and r.category = c.id and r.ended_at is null
            and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
          order by r.received_at desc limit most)) x)
    select every.id from (select * from near union all select * from same union all select * from wide) every
    where every.id <> of_report group by every.id order by min(every.rank), min(every.far), max(every.received_at) desc limit most;
end $$;
