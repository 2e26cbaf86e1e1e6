-- Printing (queue.md § 6): an outbox of tickets. A number counts once a printer confirmed it or a screen showed it; a socket
-- that opens proves nothing.
create table queue.printer (
  id uuid primary key,
  site text not null references queue.site,
  name text not null,
  -- host:port of a printer that speaks ESC/POS, or 'simulasi:<fault>' in a demo
  address text not null,
  state text not null default 'unknown',
  state_at timestamptz(3),
  made_by uuid not null references identity.person,
  made_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint printer_state_known check (state in ('unknown', 'ready', 'near_end', 'paper_out', 'offline', 'silent'))
);
alter table queue.device add column printer_id uuid references queue.printer;

create table queue.print_job (
  id uuid primary key,
  visit_id uuid not null references queue.visit,
  printer_id uuid not null references queue.printer,
  -- 0 is the ticket; from 1 on it says that it is a copy
  copy smallint not null,
  state text not null default 'queued',
  attempts smallint not null default 0,
  status text,
  -- the ticket's code, until the day is over: the paper's QR holds it
  code_sealed bytea,
  at timestamptz(3) not null,
  sent_at timestamptz(3),
  ended_at timestamptz(3),
  constraint print_job_copy_once unique (visit_id, copy),
  constraint print_job_state_known check (state in ('queued', 'sent', 'confirmed', 'failed')),
  constraint print_job_ended_whole check ((ended_at is null) = (state in ('queued', 'sent')))
);
create index print_job_lately on queue.print_job (printer_id, at desc);
create index print_job_sealed on queue.print_job (at) where code_sealed is not null;

alter table queue.printer enable row level security;
alter table queue.print_job enable row level security;
grant select, insert, update on queue.printer, queue.print_job to satupintu_job;
create policy every on queue.printer to satupintu_job using (true) with check (true);
create policy every on queue.print_job to satupintu_job using (true) with check (true);
grant select on queue.printer to satupintu_officer, satupintu_steward;
grant insert on queue.printer to satupintu_officer;
grant update (ended_at, address) on queue.printer to satupintu_officer;
create policy of_house on queue.printer to satupintu_officer
  using (site in (select s.id from queue.site s where s.agency = any (core.actor_agencies())))
  with check (site in (select s.id from queue.site s where s.agency = any (core.actor_agencies())));
create policy steward on queue.printer for select to satupintu_steward using (true);
grant update (printer_id) on queue.device to satupintu_officer;
grant select (id, visit_id, printer_id, copy, state, attempts, status, at, sent_at, ended_at) on queue.print_job to satupintu_officer;
grant select (code_sealed) on queue.print_job to satupintu_officer;
grant insert on queue.print_job to satupintu_officer, satupintu_anonymous, satupintu_citizen;
create policy of_house on queue.print_job to satupintu_officer
  using (exists (select from queue.printer p where p.id = printer_id))
  with check (exists (select from queue.printer p where p.id = printer_id));
-- A kiosk asks for the paper of the number it just gave, on its own printer.
create function queue.device_printer() returns uuid language sql stable security definer set search_path = '' as $$
  select p.id from queue.device d join queue.printer p on p.id = d.printer_id
  where d.key_hash = decode(nullif(current_setting('satupintu.device_key', true), ''), 'hex') and d.ended_at is null and p.ended_at is null
$$;
create policy of_kiosk on queue.print_job for insert to satupintu_anonymous, satupintu_citizen
  with check (visit_id = (select queue.presented()) and copy = 0 and printer_id = (select queue.device_printer()));
create or replace function queue.present_device(key bytea, moment timestamptz) returns text language plpgsql security definer set search_path = '' as $$
declare found_site text; found_id uuid; last_seen timestamptz;
begin
  select d.site, d.id, d.seen_at into found_site, found_id, last_seen from queue.device d where d.key_hash = key and d.ended_at is null;
  perform set_config('satupintu.device', coalesce(found_site, ''), true);
  perform set_config('satupintu.device_key', case when found_id is null then '' else encode(key, 'hex') end, true);
  if found_id is not null and (last_seen is null or last_seen < moment - interval '1 minute') then
    update queue.device set seen_at = moment where id = found_id;
  end if;
  return found_site;
end $$;
revoke execute on function queue.device_printer() from public;
grant execute on function queue.device_printer() to satupintu_anonymous, satupintu_citizen, satupintu_officer;
