-- What the event log said each day, fixed in public: a Merkle root over the hashes of the day's events (RFC 9162 § 2.1).
-- Whoever kept a root can show later that the log was changed, and a receipt can show that it was in it.
create schema proof;
grant usage on schema proof to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table proof.day (
  -- By Asia/Jayapura; an event belongs to the day it was recorded.
  day date primary key,
  leaves integer not null,
  root text not null,
  closed_at timestamptz(3) not null,
  constraint day_leaves_counted check (leaves >= 0),
  constraint day_root_hex check (root ~ '^[0-9a-f]{64}$')
);
comment on table proof.day is 'Merkle root over the hashes of the events recorded on a day, in the order of the log. UU 14/2008 (public information).';
alter table proof.day enable row level security;
grant select on proof.day to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
grant select, insert on proof.day to satupintu_job;
create policy everyone on proof.day for select using (true);
create policy close on proof.day for insert to satupintu_job with check (true);
create trigger append_only before update or delete on proof.day for each row execute function core.refuse_change();
create trigger never_emptied before truncate on proof.day for each statement execute function core.refuse_change();

-- The log grows in the order of time: a few pages of this index name the part of a day.
create index event_by_recorded on core.event using brin (recorded_at);

-- Hashes alone, in the order of the log: over ids of 74 random bits they tell nobody what they stand for.
create function proof.hashes(of date) returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(e.hash order by e.seq), '{}') from core.event e
  where e.recorded_at >= of::timestamp at time zone 'Asia/Jayapura' and e.recorded_at < (of + 1)::timestamp at time zone 'Asia/Jayapura'
$$;
-- The day of the log's first event; null while it is empty.
create function proof.first_day() returns date language sql stable security definer set search_path = '' as $$
  select (e.recorded_at at time zone 'Asia/Jayapura')::date from core.event e order by e.seq limit 1
$$;
revoke execute on function proof.hashes(date), proof.first_day() from public;
grant execute on function proof.hashes(date) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function proof.first_day() to satupintu_job;
