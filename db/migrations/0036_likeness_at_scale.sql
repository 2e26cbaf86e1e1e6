-- Likeness, the leaders' page and the wall board at a million reports: what is asked of the few that are open or ended lately is
-- read from an index that holds the end, and no further.

-- The exact place lies in `detail`, the end in `report`: one index needs both.
alter table complaints.detail add column ended_at timestamptz(3);
comment on column complaints.detail.ended_at is 'The end of its report, repeated by a trigger for the index by place.';
create function complaints.note_end() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update complaints.detail d set ended_at = new.ended_at where d.report_id = new.id;
  return null;
end $$;
revoke execute on function complaints.note_end() from public;
create trigger ends after update of ended_at on complaints.report for each row
  when (old.ended_at is distinct from new.ended_at) execute function complaints.note_end();
drop index complaints.detail_near;
update complaints.detail d set ended_at = r.ended_at from complaints.report r where r.id = d.report_id and r.ended_at is not null;
create index detail_near on complaints.detail
  using gist (point(long::double precision, lat::double precision), coalesce(ended_at, 'infinity'::timestamptz)) where lat is not null;

drop index complaints.report_public_near;
create index report_public_near on complaints.report
  using gist (point(long::double precision, lat::double precision), coalesce(ended_at, 'infinity'::timestamptz)) where is_public and lat is not null;
-- Of one kampung: the open ones by age, the ended ones by their end, with all that is asked before a row is read.
drop index complaints.report_in_region;
create index report_open_in_region on complaints.report (region, category, received_at desc) where ended_at is null;
create index report_ended_in_region on complaints.report (region, category, ended_at) include (received_at, id, is_public, merged_into, classification) where ended_at is not null;

-- Lists of the leaders and of a desk in their order.
create index report_red_by_due on complaints.report (due_on, number) where is_red and ended_at is null;
drop index complaints.report_by_state;
create index report_by_state on complaints.report (state, due_on, number) where ended_at is null;
-- What the wall board counts, from the index alone; the map of what has changed in the table must be young for that.
create index report_open_counts on complaints.report (district) include (is_red, is_late, state, received_at) where ended_at is null;
alter table complaints.report set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

create or replace function complaints.public_near(categories text[], in_region text, around box, since timestamptz, most integer) returns table (id uuid)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if around is not null then
    return query select r.id from complaints.report r
      where r.is_public and r.lat is not null and point(r.long::double precision, r.lat::double precision) <@ around
        and coalesce(r.ended_at, 'infinity'::timestamptz) > since and r.category = any (categories)
      order by r.received_at desc limit most;
  else
    return query select near.id from unnest(categories) as c(id), lateral (
        (select r.id, r.received_at from complaints.report r
          where r.is_public and r.region = in_region and r.category = c.id and r.ended_at is null
          order by r.received_at desc limit most)
        union all
        (select r.id, r.received_at from complaints.report r
          where r.is_public and r.region = in_region and r.category = c.id and r.ended_at > since
          order by r.received_at desc limit most)) near
      order by near.received_at desc limit most;
  end if;
end $$;

create or replace function complaints.candidates_near(of_report uuid, categories text[], around box, since timestamptz, most integer) returns table (id uuid)
  language plpgsql stable security definer set search_path = '' as $$
declare its_region text; its_district text;
begin
  if not complaints.sees(of_report) then return; end if;
  select r.region, r.district into its_region, its_district from complaints.report r where r.id = of_report;
  return query
    with near as (
      select r.id, 0 as rank, place.far, r.received_at
      from (
        select d.report_id, point(d.long::double precision, d.lat::double precision) <-> center(around) as far from complaints.detail d
        where around is not null and d.lat is not null and point(d.long::double precision, d.lat::double precision) <@ around
          and coalesce(d.ended_at, 'infinity'::timestamptz) >= since offset 0) place
      join complaints.report r on r.id = place.report_id
      where r.category = any (categories) and r.merged_into is null and r.classification is distinct from 'pengaduan_berkadar'
      order by place.far limit most),
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
