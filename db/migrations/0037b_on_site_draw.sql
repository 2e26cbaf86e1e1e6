-- The month's draw of proofs that a second officer must see on site (complaints.md § 10): the hash of its seed stands in public
-- before the month begins and the seed itself after it ended, so that nobody could foresee or shift the draw and everybody can
-- repeat it. UU 14/2008 (public information); the draw itself is a project decision.
create table complaints.on_site_draw (
  month text primary key,
  -- SHA-256 of the seed, in hex.
  seed_hash text not null,
  -- Share of proofs that are drawn, as in force when the hash was published.
  share numeric(4, 3) not null,
  published_at timestamptz(3) not null,
  seed text,
  revealed_at timestamptz(3),
  constraint on_site_draw_month_shape check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  constraint on_site_draw_hash_hex check (seed_hash ~ '^[0-9a-f]{64}$'),
  constraint on_site_draw_share_bounded check (share between 0 and 1),
  constraint on_site_draw_revealed_whole check ((seed is null) = (revealed_at is null)),
  constraint on_site_draw_seed_fits check (seed is null or encode(sha256(convert_to(seed, 'UTF8')), 'hex') = seed_hash),
  constraint on_site_draw_revealed_after check (revealed_at is null or revealed_at >=
    (make_date(substr(month, 1, 4)::integer, substr(month, 6, 2)::integer, 1) + interval '1 month') at time zone 'Asia/Jayapura')
);
alter table complaints.on_site_draw enable row level security;
grant select on complaints.on_site_draw to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert, update (seed, revealed_at) on complaints.on_site_draw to satupintu_job;
create policy everyone on complaints.on_site_draw for select using (true);
create policy publish on complaints.on_site_draw for insert to satupintu_job with check (seed is null);
create policy reveal on complaints.on_site_draw for update to satupintu_job using (seed is null) with check (seed is not null);
comment on table complaints.on_site_draw is 'UU 14/2008: a draw anybody can repeat.';
create trigger never_deleted before delete on complaints.on_site_draw for each row execute function core.refuse_change();

-- What was drawn in a month whose seed is public: a line a report, its id and number only where the report is public.
create function complaints.drawn_in(of_month text) returns table (report_id uuid, number text, share numeric, was_drawn boolean)
  language sql stable security definer set search_path = '' as $$
  select case when r.is_public then r.id end, case when r.is_public then r.number end, coalesce((p.values #>> '{draw,share}')::numeric, d.share), p.values -> 'on_site' ? 'drawn'
  from complaints.on_site_draw d
  cross join lateral (
    select distinct on (q.report_id) q.report_id, q.values from complaints.proof q
    where q.at >= make_date(substr(d.month, 1, 4)::integer, substr(d.month, 6, 2)::integer, 1)::timestamp at time zone 'Asia/Jayapura'
      and q.at < (make_date(substr(d.month, 1, 4)::integer, substr(d.month, 6, 2)::integer, 1) + interval '1 month') at time zone 'Asia/Jayapura'
    order by q.report_id, q.at) p
  join complaints.report r on r.id = p.report_id
  where d.month = of_month and d.seed is not null
  order by r.is_public desc, r.number
$$;
revoke execute on function complaints.drawn_in(text) from public;
grant execute on function complaints.drawn_in(text) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
create index proof_by_time on complaints.proof (at);
