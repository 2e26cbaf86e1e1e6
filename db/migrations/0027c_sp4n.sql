-- SP4N-LAPOR!: reports come in under their foreign id, our news goes back; every item has a state, and one that waits too
-- long is alarmed (complaints.md § 2, § 14: Signalen #407, #1537).
alter table complaints.report drop constraint report_channel_known,
  add constraint report_channel_known check (channel in ('web', 'offline', 'counter', 'call', 'batch', 'open311', 'api', 'whatsapp', 'sms', 'lapor', 'sp4n', 'email'));

create table complaints.bridge_item (
  id uuid primary key,
  direction text not null,
  -- What makes it one: their id coming in, report and event going out.
  key text not null unique,
  report_id uuid references complaints.report,
  foreign_id text not null,
  kind text not null,
  state text not null,
  content_sealed bytea,
  receipt text,
  tries smallint not null default 0,
  fault text,
  at timestamptz(3) not null,
  next_at timestamptz(3),
  sent_at timestamptz(3),
  done_at timestamptz(3),
  alarmed_at timestamptz(3),
  constraint bridge_item_direction_known check (direction in ('in', 'out')),
  constraint bridge_item_state_known check (state in ('applied', 'noted', 'refused', 'queued', 'sent', 'confirmed')),
  constraint bridge_item_sent_has_receipt check (state not in ('sent', 'confirmed') or receipt is not null)
);
create index bridge_item_waiting on complaints.bridge_item (at) where state in ('queued', 'sent');
create index bridge_item_by_report on complaints.bridge_item (report_id);
alter table complaints.bridge_item enable row level security;
grant select, insert, update (state, receipt, tries, fault, next_at, sent_at, done_at, alarmed_at) on complaints.bridge_item to satupintu_job;
grant select (id, direction, report_id, foreign_id, kind, state, tries, fault, at, sent_at, done_at) on complaints.bridge_item to satupintu_officer;
create policy every on complaints.bridge_item to satupintu_job using (true) with check (true);
create policy of_desk on complaints.bridge_item for select to satupintu_officer using (complaints.sees(report_id));

insert into exchange.adapter (name) values ('sp4n.lapor@1');
