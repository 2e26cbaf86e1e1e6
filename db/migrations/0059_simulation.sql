-- A simulated city: one flag says that everything in this database is made up, so that no page, file or answer can forget to
-- say so. Beside it what was planted, which verdicts have to find, and how far a run came. UU 14/2008 ps. 9: public
-- information must not mislead (reading).
create schema simulation;
grant usage on schema simulation to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table simulation.run (
  -- One at most: a database is simulated or it is not.
  id smallint primary key default 1,
  seed integer not null,
  from_day date not null,
  until_day date not null,
  scale numeric not null,
  -- Version of what the simulator believes about the city.
  city text not null,
  -- The first day not yet lived through; after `until_day` once the run is whole.
  next_day date not null,
  constraint run_only_one check (id = 1),
  constraint run_ends_after_it_begins check (until_day >= from_day),
  constraint run_scale_positive check (scale > 0)
);
comment on table simulation.run is 'Where a row is, all data of this database are simulated (DATA SIMULASI).';
alter table simulation.run enable row level security;
grant select on simulation.run to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
create policy everyone on simulation.run for select using (true);
create trigger stays before delete on simulation.run for each row execute function core.refuse_change();

create table simulation.truth (
  id text primary key,
  -- habit, happening, innovation
  kind text not null,
  from_day date,
  to_day date,
  -- What it does to which measure: up, down, none.
  effects jsonb not null,
  data jsonb not null
);
comment on table simulation.truth is 'What the simulator planted on purpose: verdicts must find it, and nothing else. For stewards and jobs alone.';
alter table simulation.truth enable row level security;
grant select on simulation.truth to satupintu_steward, satupintu_job;
create policy every on simulation.truth for select to satupintu_steward, satupintu_job using (true);

create table simulation.agenda (
  lane text primary key,
  -- The day this lane has lived through.
  day date not null,
  -- What is to happen later, in the order of time.
  items jsonb not null
);
comment on table simulation.agenda is 'What simulated people mean to do on later days: a run that was killed goes on with it. The simulator alone reads it, as owner.';
alter table simulation.agenda enable row level security;
create policy nobody on simulation.agenda using (false);
