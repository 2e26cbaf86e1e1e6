-- Appointments (queue.md § 5): a slot is locked while a seat of it is given, so the last goes to one of two. Who booked is
-- known by a keyed hash of their telephone alone, and by the sealed number until the day is over, for the reminder.
create table queue.slot (
  id uuid primary key default gen_random_uuid(),
  site text not null,
  agency text not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  constraint slot_of_tenant foreign key (site, agency) references queue.tenant deferrable initially deferred,
  constraint slot_once unique (site, agency, starts_at),
  constraint slot_ordered check (starts_at < ends_at)
);
comment on table queue.slot is 'A time of one tenant that somebody looked to book. Seats are policy of queue.tenant; what is taken is counted from queue.booking.';

create table queue.booking (
  visit_id uuid primary key references queue.visit,
  slot_id uuid not null references queue.slot,
  service_id text not null references queue.service,
  -- in the share kept for classes that go first
  is_class boolean not null,
  state text not null default 'live',
  contact_hash bytea,
  contact_sealed bytea,
  at timestamptz(3) not null,
  ended_at timestamptz(3),
  -- a cancelled seat comes back after a random delay: nobody trades seats by cancelling and booking at once
  freed_at timestamptz(3),
  revision smallint not null default 0,
  reminded_at timestamptz(3),
  constraint booking_state_known check (state in ('live', 'came', 'cancelled', 'no_show')),
  constraint booking_freed_once_cancelled check ((freed_at is null) = (state <> 'cancelled'))
);
comment on table queue.booking is 'UU 27/2022: the telephone is kept sealed for the reminder and erased once the day is over.';
create index booking_by_slot on queue.booking (slot_id);
create unique index booking_one_live on queue.booking (contact_hash, service_id) where state = 'live';
create index booking_live on queue.booking (state) where state = 'live' or contact_sealed is not null;

alter table queue.slot enable row level security;
alter table queue.booking enable row level security;
grant select, insert, update on queue.slot, queue.booking to satupintu_job;
create policy every on queue.slot to satupintu_job using (true) with check (true);
create policy every on queue.booking to satupintu_job using (true) with check (true);
grant select on queue.slot to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
create policy everyone on queue.slot for select using (true);
grant select (visit_id, slot_id, service_id, is_class, state, at, ended_at, freed_at, revision) on queue.booking to satupintu_anonymous, satupintu_citizen, satupintu_officer;
grant insert on queue.booking to satupintu_anonymous, satupintu_citizen, satupintu_officer;
grant update (state, ended_at, freed_at, revision) on queue.booking to satupintu_anonymous, satupintu_citizen, satupintu_officer;
create policy own on queue.booking to satupintu_anonymous, satupintu_citizen, satupintu_officer
  using (visit_id = (select queue.presented())) with check (visit_id = (select queue.presented()));
create policy of_site on queue.booking to satupintu_officer
  using (exists (select from queue.visit v where v.id = visit_id and v.site = any ((select queue.actor_sites())::text[]))) with check (true);

-- Seats taken of each slot of a tenant: live, come, or cancelled and not free yet. Counts alone.
create function queue.taken(of_site text, of_agency text, from_at timestamptz, to_at timestamptz, moment timestamptz)
  returns table (starts_at timestamptz, booked integer, booked_class integer)
  language sql stable security definer set search_path = '' as $$
  select s.starts_at, (count(*) filter (where not b.is_class))::int, (count(*) filter (where b.is_class))::int
  from queue.slot s join queue.booking b on b.slot_id = s.id
  where s.site = of_site and s.agency = of_agency and s.starts_at >= from_at and s.starts_at < to_at
    and (b.state in ('live', 'came') or b.freed_at > moment)
  group by s.starts_at
$$;
-- The slot's row, locked: bookings of one slot happen one after the other.
create function queue.lock_slot(of_site text, of_agency text, from_at timestamptz, to_at timestamptz) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  insert into queue.slot (site, agency, starts_at, ends_at) values (of_site, of_agency, from_at, to_at) on conflict (site, agency, starts_at) do nothing;
  select s.id into found_id from queue.slot s where s.site = of_site and s.agency = of_agency and s.starts_at = from_at for update;
  return found_id;
end $$;
-- What a telephone has booked and not used; locked against another booking by the same telephone at the same moment.
create function queue.booked_by(contact bytea) returns table (service_id text, starts_at timestamptz, ends_at timestamptz)
  language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('booking:' || encode(contact, 'hex'), 0));
  return query select b.service_id, s.starts_at, s.ends_at from queue.booking b join queue.slot s on s.id = b.slot_id
    where b.contact_hash = contact and b.state = 'live';
end $$;
-- How many came of those who had booked, for the rule of extra seats.
create function queue.shown_up(of_site text, of_agency text, since timestamptz) returns table (came integer, stayed_away integer)
  language sql stable security definer set search_path = '' as $$
  select (count(*) filter (where b.state = 'came'))::int, (count(*) filter (where b.state = 'no_show'))::int
  from queue.booking b join queue.slot s on s.id = b.slot_id
  where s.site = of_site and s.agency = of_agency and s.starts_at >= since
$$;
revoke execute on function queue.taken(text, text, timestamptz, timestamptz, timestamptz), queue.lock_slot(text, text, timestamptz, timestamptz), queue.booked_by(bytea), queue.shown_up(text, text, timestamptz) from public;
grant execute on function queue.taken(text, text, timestamptz, timestamptz, timestamptz), queue.shown_up(text, text, timestamptz)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant execute on function queue.lock_slot(text, text, timestamptz, timestamptz), queue.booked_by(bytea) to satupintu_anonymous, satupintu_citizen, satupintu_officer;
