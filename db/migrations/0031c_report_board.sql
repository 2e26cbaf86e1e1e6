-- The wall board of the command centre (complaints.md § 12): counts of open reports by distrik, age and, in a flood, by river and
-- kampung. Numbers, names of places and categories alone; who reported and what they wrote stay where they are.
create index report_open_since on complaints.report (received_at) where ended_at is null;

create function complaints.watches_board() returns boolean language sql stable security definer set search_path = '' as $$
  select current_setting('role') = 'satupintu_leader' or cardinality(complaints.duty_agencies('complaints.lo') || complaints.duty_agencies('complaints.super_admin')) > 0
$$;
-- `flood`: the category that is looked at closely; `since`: from when its reports count as this flood's.
create function complaints.board(moment timestamptz, flood text, since timestamptz) returns jsonb language sql stable security definer set search_path = '' as $$
  with open as materialized (
    select r.district, r.region, r.category, r.is_red, r.is_late, r.state, r.received_at, r.id,
      case when r.received_at > moment - interval '1 day' then 0 when r.received_at > moment - interval '5 days' then 1
        when r.received_at > moment - interval '14 days' then 2 when r.received_at > moment - interval '60 days' then 3 else 4 end as age
    from complaints.report r where r.ended_at is null
  ), areas as (
    select o.district, count(*) as open, count(*) filter (where o.is_red) as red, count(*) filter (where o.is_late) as late, min(o.received_at) as oldest,
      array[count(*) filter (where o.age = 0), count(*) filter (where o.age = 1), count(*) filter (where o.age = 2), count(*) filter (where o.age = 3), count(*) filter (where o.age = 4)] as ages
    from open o group by o.district
  ), wet as (
    select o.region, nullif(btrim(lower(d.answers ->> 'sungai')), '') as river, d.answers ->> 'tinggi' as height, o.received_at
    from open o join complaints.detail d on d.report_id = o.id where o.category = flood and o.received_at >= since
  )
  select jsonb_build_object(
    'open', (select count(*) from open), 'red', (select count(*) from open where is_red), 'late', (select count(*) from open where is_late),
    'unverified', (select count(*) from open where state = 'diterima'),
    'today', (select count(*) from complaints.report r where r.received_at >= (moment at time zone 'Asia/Jayapura')::date::timestamp at time zone 'Asia/Jayapura'),
    'areas', coalesce((select jsonb_agg(to_jsonb(a) order by a.red desc, a.open desc) from areas a), '[]'),
    'flood', (select count(*) from wet),
    'kampung', coalesce((select jsonb_agg(k order by k.count desc, k.region) from (
      select w.region, count(*) as count, max(w.received_at) as newest, count(*) filter (where w.height = 'pinggang') as deep from wet w group by w.region order by count(*) desc, w.region limit 12) k), '[]'),
    'rivers', coalesce((select jsonb_agg(v order by v.count desc, v.river) from (
      select w.river, count(*) as count, max(w.received_at) as newest from wet w where w.river is not null group by w.river having count(*) >= 2 order by count(*) desc, w.river limit 8) v), '[]'))
  where complaints.watches_board()
$$;
comment on function complaints.board(timestamptz, text, timestamptz) is 'What a river is called is typed by people: it is shown once two reports say the same.';
-- What happened since, oldest first, without words: the board replays it by its number.
create function complaints.board_events(after bigint, most integer) returns table (seq bigint, type text, at timestamptz, agency text, category text, district text)
  language sql stable security definer set search_path = '' as $$
  select e.seq, e.type, e.at, e.agency, r.category, r.district from (
    select x.seq, x.type, x.at, x.subject_id, coalesce(x.data ->> 'agency', x.data ->> 'lead') as agency from core.event x where x.seq > after and x.subject_kind = 'complaint' order by x.seq desc limit most) e
  join complaints.report r on r.id = e.subject_id where complaints.watches_board() order by e.seq
$$;
create function complaints.board_head() returns bigint language sql stable security definer set search_path = '' as $$
  select coalesce((select e.seq from core.event e order by e.seq desc limit 1), 0) where complaints.watches_board()
$$;
revoke execute on function complaints.watches_board(), complaints.board(timestamptz, text, timestamptz), complaints.board_events(bigint, integer), complaints.board_head() from public;
grant execute on function complaints.watches_board(), complaints.board(timestamptz, text, timestamptz), complaints.board_events(bigint, integer), complaints.board_head() to satupintu_officer, satupintu_leader;
