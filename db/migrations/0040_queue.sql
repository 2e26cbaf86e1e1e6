-- The hall (queue.md): one number for one visit, any number of errands. What happened is in core.event under subject
-- 'visit'; rows below equal its fold. Nothing here names a visitor: a number, errands, and moments.
create schema queue;
grant usage on schema queue to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

-- ── The house ─────────────────────────────────────────────────────────────────────────────────────────────────────────
create table queue.site (
  id text primary key,
  name text not null,
  place text not null,
  agency text not null references identity.agency deferrable initially deferred,
  -- minutes from midnight in the site's time zone, by weekday from Sunday: null = closed
  opens_at smallint[] not null,
  closes_at smallint[] not null,
  source text[] not null default '{}',
  verified text not null,
  constraint site_week_whole check (cardinality(opens_at) = 7 and cardinality(closes_at) = 7),
  constraint site_verified_known check (verified in ('V', 'S', 'M', 'P'))
);
comment on table queue.site is 'A mal pelayanan publik (Perpres 89/2021). Asia/Jayapura throughout; agency runs the house.';

create table queue.tenant (
  site text not null references queue.site,
  agency text not null references identity.agency deferrable initially deferred,
  series text not null,
  "zone" text not null,
  sort smallint not null,
  choice text not null default 'accumulating',
  booking text not null default 'off',
  slot_minutes smallint not null default 15,
  seats smallint not null default 0,
  class_seats smallint not null default 0,
  horizon_days smallint not null default 0,
  walk_in_share numeric(3, 2) not null default 1,
  reading text not null default 'word',
  source text[] not null default '{}',
  verified text not null,
  note text,
  primary key (site, agency),
  constraint tenant_series_once unique (site, series),
  constraint tenant_series_letters check (series ~ '^[A-Z]{1,2}$'),
  constraint tenant_choice_known check (choice in ('accumulating', 'interleave')),
  constraint tenant_booking_known check (booking in ('off', 'optional', 'required')),
  constraint tenant_seats_sound check (seats >= 0 and class_seats between 0 and seats),
  constraint tenant_walk_ins_kept check (walk_in_share > 0 and walk_in_share <= 1),
  constraint tenant_reading_known check (reading in ('word', 'digits')),
  constraint tenant_verified_known check (verified in ('V', 'S', 'M', 'P'))
);
comment on table queue.tenant is 'Each tenant keeps its authority, standard and staff (Perpres 89/2021): its own letter, policy of appointments, way of choosing.';

create table queue.service (
  id text primary key,
  site text not null,
  agency text not null,
  name text not null,
  name_en text not null,
  catalogue_id text,
  sort smallint not null,
  source text[] not null default '{}',
  verified text not null,
  constraint service_of_tenant foreign key (site, agency) references queue.tenant deferrable initially deferred,
  constraint service_verified_known check (verified in ('V', 'S', 'M', 'P'))
);

create table queue.loket (
  id text primary key,
  site text not null,
  agency text not null,
  number smallint not null,
  floor text not null,
  state text not null default 'closed',
  officer uuid references identity.person,
  since timestamptz(3) not null default now(),
  back_at timestamptz(3),
  constraint loket_of_tenant foreign key (site, agency) references queue.tenant deferrable initially deferred,
  constraint loket_number_once unique (site, number),
  constraint loket_state_known check (state in ('open', 'break', 'closed')),
  constraint loket_staffed_while_open check (state = 'closed' or officer is not null)
);
-- An officer sits at one loket at a time.
create unique index loket_one_an_officer on queue.loket (officer) where state <> 'closed';

-- A telling screen: kiosk or board, known by a key the hall manager gave it.
create table queue.device (
  id uuid primary key,
  site text not null references queue.site,
  kind text not null,
  name text not null,
  key_hash bytea not null unique,
  made_by uuid not null references identity.person,
  made_at timestamptz(3) not null,
  seen_at timestamptz(3),
  ended_at timestamptz(3),
  constraint device_kind_known check (kind in ('kiosk'))
);

-- ── The day ───────────────────────────────────────────────────────────────────────────────────────────────────────────
create table queue.series_counter (
  site text not null,
  day date not null,
  series text not null,
  last integer not null,
  primary key (site, day, series)
);
comment on table queue.series_counter is 'The last number of a series on a business date; the next is taken inside the ticket''s own transaction, so none is lost or doubled.';

create table queue.visit (
  id uuid primary key,
  site text not null references queue.site,
  day date not null,
  series text not null,
  number integer not null,
  -- what the paper's QR says: who knows it may act as the visitor
  code_hash bytea not null unique,
  channel text not null,
  class text not null,
  lang text not null,
  slot_at timestamptz(3),
  issued_at timestamptz(3) not null,
  shown_at timestamptz(3),
  constraint visit_number_once unique (site, day, series, number),
  constraint visit_number_positive check (number > 0),
  constraint visit_channel_known check (channel in ('kiosk', 'web', 'clerk', 'appointment'))
);
create index visit_not_shown on queue.visit (issued_at) where shown_at is null;

create table queue.leg (
  id uuid primary key,
  visit_id uuid not null references queue.visit,
  site text not null,
  day date not null,
  agency text not null,
  service_id text not null references queue.service,
  depends_on uuid[] not null default '{}',
  state text not null,
  t0 timestamptz(3),
  parked_ms integer not null default 0,
  parked_since timestamptz(3),
  pushed_back smallint not null default 0,
  calls smallint not null default 0,
  reinstated smallint not null default 0,
  not_before timestamptz(3),
  loket_id text references queue.loket,
  first_called_at timestamptz(3),
  wait_ms integer,
  called_at timestamptz(3),
  serving_at timestamptz(3),
  hold_ms integer not null default 0,
  held_since timestamptz(3),
  ended_at timestamptz(3)
);
create index leg_by_visit on queue.leg (visit_id);
create index leg_waiting on queue.leg (site, agency, t0) where state = 'waiting';
create index leg_open on queue.leg (day) where ended_at is null;
create index leg_served on queue.leg (service_id, ended_at) where state = 'done';
create index leg_by_day on queue.leg (site, day, agency);
-- The two invariants that reach over rows: one called or serving leg a visit, and one a loket.
create unique index leg_one_a_visit on queue.leg (visit_id) where state in ('called', 'serving');
create unique index leg_one_a_loket on queue.leg (loket_id) where state in ('called', 'serving');

create table queue.call_decision (
  id uuid primary key,
  site text not null,
  day date not null,
  agency text not null,
  loket_id text not null references queue.loket,
  leg_id uuid not null references queue.leg,
  number text not null,
  at timestamptz(3) not null,
  rule text not null,
  -- [{number, class, waitedMs, score}], the chosen one first
  candidates jsonb not null,
  override_reason text,
  override_by uuid references identity.person,
  constraint call_decision_override_whole check ((override_reason is null) = (override_by is null))
);
create index call_decision_by_day on queue.call_decision (site, day, agency, at);

create table queue.forecast (
  leg_id uuid primary key references queue.leg,
  at timestamptz(3) not null,
  ahead integer not null,
  open smallint not null,
  p50_ms integer,
  p90_ms integer,
  mean_ms integer,
  served integer not null,
  source text not null,
  method text not null,
  constraint forecast_range_ordered check (p50_ms <= p90_ms),
  constraint forecast_method_known check (method in ('gamma', 'simulated', 'silent'))
);
comment on table queue.forecast is 'The first promise of each leg, kept and judged. Silent where nothing was measured or its promises didn''t hold.';

-- What the boards show, in the order it was said; a board that was away asks from the last it heard.
create table queue.board_event (
  seq bigint generated always as identity primary key,
  site text not null,
  at timestamptz(3) not null,
  kind text not null,
  data jsonb not null,
  constraint board_event_kind_known check (kind in ('call', 'state'))
);
create index board_event_by_site on queue.board_event (site, seq);

-- ── Who sees and does what ────────────────────────────────────────────────────────────────────────────────────────────
-- The sites in which one of the actor's agencies is a tenant: its officers work one queue together.
create function queue.actor_sites() returns text[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct t.site), '{}') from queue.tenant t where t.agency = any (core.actor_agencies())
$$;
-- The visit this transaction was shown by its code, and the device by its key.
create function queue.presented() returns uuid language sql stable
  return nullif(current_setting('satupintu.visit', true), '')::uuid;
create function queue.present(code bytea) returns uuid language plpgsql security definer set search_path = '' as $$
declare found_id uuid;
begin
  select v.id into found_id from queue.visit v where v.code_hash = code;
  perform set_config('satupintu.visit', coalesce(found_id::text, ''), true);
  return found_id;
end $$;
create function queue.device() returns text language sql stable
  return nullif(current_setting('satupintu.device', true), '');
-- The site of a live device, and the transaction is that device's.
create function queue.present_device(key bytea, moment timestamptz) returns text language plpgsql security definer set search_path = '' as $$
declare found_site text; found_id uuid; last_seen timestamptz;
begin
  select d.site, d.id, d.seen_at into found_site, found_id, last_seen from queue.device d where d.key_hash = key and d.ended_at is null;
  perform set_config('satupintu.device', coalesce(found_site, ''), true);
  if found_id is not null and (last_seen is null or last_seen < moment - interval '1 minute') then
    update queue.device set seen_at = moment where id = found_id;
  end if;
  return found_site;
end $$;

do $$
declare t text;
begin
  foreach t in array array['site','tenant','service','loket','device','series_counter','visit','leg','call_decision','forecast','board_event'] loop
    execute format('alter table queue.%I enable row level security', t);
    execute format('grant select, insert, update on queue.%I to satupintu_job', t);
    execute format('create policy every on queue.%I to satupintu_job using (true) with check (true)', t);
  end loop;
  -- The day of the hall is public: it knows numbers, never people. Codes, keys and officers stay behind.
  foreach t in array array['site','tenant','service','leg','call_decision','forecast','board_event'] loop
    execute format('create policy everyone on queue.%I for select to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner using (true)', t);
  end loop;
  foreach t in array array['site','tenant','service','leg','forecast','board_event'] loop
    execute format('grant select on queue.%I to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner', t);
  end loop;
end $$;

grant select (id, site, agency, number, floor, state, since, back_at) on queue.loket to satupintu_anonymous, satupintu_citizen, satupintu_leader, satupintu_steward, satupintu_partner;
grant select on queue.loket to satupintu_officer;
grant update (state, officer, since, back_at) on queue.loket to satupintu_officer;
create policy everyone on queue.loket for select using (true);
create policy of_agency on queue.loket for update to satupintu_officer
  using (agency = any ((select core.actor_agencies())::text[]) or site in (select s.id from queue.site s where s.agency = any (core.actor_agencies())))
  with check (true);

grant select (id, site, day, agency, loket_id, leg_id, number, at, rule, candidates, override_reason) on queue.call_decision
  to satupintu_anonymous, satupintu_citizen, satupintu_leader, satupintu_steward, satupintu_partner;
grant select, insert on queue.call_decision to satupintu_officer;
create policy of_site on queue.call_decision for insert to satupintu_officer with check (site = any ((select queue.actor_sites())::text[]));

grant select (id, site, day, series, number, channel, class, lang, slot_at, issued_at, shown_at) on queue.visit
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
create policy everyone on queue.visit for select using (true);
grant insert on queue.visit to satupintu_anonymous, satupintu_citizen, satupintu_officer;
grant update (class, shown_at) on queue.visit to satupintu_anonymous, satupintu_citizen, satupintu_officer;
create policy from_afar on queue.visit for insert to satupintu_anonymous, satupintu_citizen, satupintu_officer
  with check (channel in ('web', 'appointment') or (channel = 'kiosk' and site = (select queue.device())));
create policy at_loket on queue.visit for insert to satupintu_officer with check (channel = 'clerk' and site = any ((select queue.actor_sites())::text[]));
create policy own on queue.visit for update to satupintu_anonymous, satupintu_citizen, satupintu_officer
  using (id = (select queue.presented())) with check (true);
create policy of_site on queue.visit for update to satupintu_officer using (site = any ((select queue.actor_sites())::text[])) with check (true);

grant insert on queue.leg to satupintu_anonymous, satupintu_citizen, satupintu_officer;
grant update on queue.leg to satupintu_officer;
grant update (state, t0, parked_ms, parked_since, pushed_back, ended_at, hold_ms, held_since, loket_id) on queue.leg to satupintu_anonymous, satupintu_citizen;
create policy own on queue.leg for update to satupintu_anonymous, satupintu_citizen, satupintu_officer
  using (visit_id = (select queue.presented())) with check (true);
create policy of_own on queue.leg for insert to satupintu_anonymous, satupintu_citizen, satupintu_officer
  with check (visit_id = (select queue.presented()));
create policy of_site on queue.leg for update to satupintu_officer using (site = any ((select queue.actor_sites())::text[])) with check (true);
create policy put_by_site on queue.leg for insert to satupintu_officer with check (site = any ((select queue.actor_sites())::text[]));

grant insert on queue.forecast to satupintu_anonymous, satupintu_citizen, satupintu_officer;
create policy of_own on queue.forecast for insert to satupintu_anonymous, satupintu_citizen, satupintu_officer with check (true);
grant insert on queue.board_event to satupintu_anonymous, satupintu_citizen, satupintu_officer;
create policy of_hall on queue.board_event for insert to satupintu_anonymous, satupintu_citizen, satupintu_officer with check (true);
grant delete on queue.board_event to satupintu_job;

-- The next number of a series: the row's lock makes issues of one series wait for each other, and nobody else.
create function queue.next_number(of_site text, of_day date, of_series text) returns integer language sql security definer set search_path = '' as $$
  insert into queue.series_counter as c (site, day, series, last) values (of_site, of_day, of_series, 1)
  on conflict (site, day, series) do update set last = c.last + 1 returning last
$$;

grant select on queue.device to satupintu_officer, satupintu_steward;
grant insert on queue.device to satupintu_officer;
grant update (ended_at) on queue.device to satupintu_officer;
create policy of_house on queue.device to satupintu_officer
  using (site in (select s.id from queue.site s where s.agency = any (core.actor_agencies())))
  with check (site in (select s.id from queue.site s where s.agency = any (core.actor_agencies())));
create policy steward on queue.device for select to satupintu_steward using (true);

-- The log of a visit holds no personal value; who holds the ticket and who works in the hall may read it.
create policy of_visit on core.event for select to satupintu_anonymous, satupintu_citizen using (subject_kind = 'visit' and subject_id = (select queue.presented()));
create policy of_hall on core.event for select to satupintu_officer
  using (subject_kind in ('visit', 'loket') and cardinality((select queue.actor_sites())) > 0 or subject_kind = 'visit' and subject_id = (select queue.presented()));
create policy of_any_visit on core.event for select to satupintu_leader using (subject_kind in ('visit', 'loket'));

revoke execute on all functions in schema queue from public;
grant execute on function queue.actor_sites() to satupintu_officer;
grant execute on function queue.presented(), queue.present(bytea), queue.device(), queue.present_device(bytea, timestamptz), queue.next_number(text, date, text)
  to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
