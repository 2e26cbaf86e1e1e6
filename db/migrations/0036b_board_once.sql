-- The wall board counts in one pass over the index of open reports; after how many days a report is how old is data
-- (complaint-board.json), not a number here.
drop function complaints.board(timestamptz, text, timestamptz);
-- `flood`: the category that is looked at closely; `since`: from when its reports count as this flood's; `edges`: days after which a
-- report belongs to the next group of ages, ascending.
create function complaints.board(moment timestamptz, flood text, since timestamptz, edges integer[]) returns jsonb language sql stable security definer set search_path = '' as $$
  with ages as (
    select array(select make_interval(days => edge) from unnest(edges) with ordinality as e(edge, no) order by e.no) as edges
  ), counted as (
    select r.district, width_bucket(moment - r.received_at, (select a.edges from ages a)) as age, count(*) as open, count(*) filter (where r.is_red) as red,
      count(*) filter (where r.is_late) as late, count(*) filter (where r.state = 'diterima') as unverified, min(r.received_at) as oldest
    from complaints.report r where r.ended_at is null and complaints.watches_board() group by 1, 2
  ), areas as (
    select c.district, sum(c.open) as open, sum(c.red) as red, sum(c.late) as late, min(c.oldest) as oldest,
      (select jsonb_agg(coalesce(x.open, 0) order by every.age) from generate_series(0, cardinality(edges)) as every(age)
        left join counted x on x.district = c.district and x.age = every.age) as ages
    from counted c group by c.district
  ), wet as (
    select r.region, nullif(btrim(lower(d.answers ->> 'sungai')), '') as river, d.answers ->> 'tinggi' as height, r.received_at
    from complaints.report r join complaints.detail d on d.report_id = r.id
    where r.ended_at is null and r.received_at >= since and r.category = flood
  ), whole as (
    select coalesce(sum(c.open), 0) as open, coalesce(sum(c.red), 0) as red, coalesce(sum(c.late), 0) as late, coalesce(sum(c.unverified), 0) as unverified from counted c
  )
  select jsonb_build_object(
    'open', w.open, 'red', w.red, 'late', w.late, 'unverified', w.unverified,
    'today', (select count(*) from complaints.report r where r.received_at >= (moment at time zone 'Asia/Jayapura')::date::timestamp at time zone 'Asia/Jayapura'),
    'areas', coalesce((select jsonb_agg(to_jsonb(a) order by a.red desc, a.open desc) from areas a), '[]'),
    'flood', (select count(*) from wet),
    'kampung', coalesce((select jsonb_agg(k order by k.count desc, k.region) from (
      select w.region, count(*) as count, max(w.received_at) as newest, count(*) filter (where w.height = 'pinggang') as deep from wet w group by w.region order by count(*) desc, w.region limit 12) k), '[]'),
    'rivers', coalesce((select jsonb_agg(v order by v.count desc, v.river) from (
      select w.river, count(*) as count, max(w.received_at) as newest from wet w where w.river is not null group by w.river having count(*) >= 2 order by count(*) desc, w.river limit 8) v), '[]'))
  from whole w where complaints.watches_board()
$$;
comment on function complaints.board(timestamptz, text, timestamptz, integer[]) is 'What a river is called is typed by people: it is shown once two reports say the same.';
revoke execute on function complaints.board(timestamptz, text, timestamptz, integer[]) from public;
grant execute on function complaints.board(timestamptz, text, timestamptz, integer[]) to satupintu_officer, satupintu_leader;
