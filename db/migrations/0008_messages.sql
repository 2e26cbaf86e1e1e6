-- Messages to people: an inbox everybody has, and copies by the channels they can be reached on.
-- What was written is sealed; the worker speaks to the gateways.
create schema messages;
grant usage on schema messages to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;

create table messages.message (
  id uuid primary key,
  person_id uuid not null references identity.person,
  template text not null,
  subject_kind text,
  subject_id uuid,
  -- The placeholders' values as JSON; the words come from the template, in the reader's language.
  data_sealed bytea not null,
  at timestamptz(3) not null,
  read_at timestamptz(3),
  constraint message_template_versioned check (template ~ '^n/[a-z_-]+@[0-9]+$')
);
create index message_by_person on messages.message (person_id, at desc);
create index message_unread on messages.message (person_id) where read_at is null;

create table messages.delivery (
  id uuid primary key,
  message_id uuid references messages.message,
  code_id uuid,
  person_id uuid references identity.person,
  channel text not null,
  adapter text,
  status text not null default 'queued',
  tries smallint not null default 0,
  -- Kept by the adapter `simulasi` alone, for the local outbox page: address and text.
  shown_sealed bytea,
  provider_ref text,
  last_error text,
  at timestamptz(3) not null,
  sent_at timestamptz(3),
  constraint delivery_of_one_thing check ((message_id is null) <> (code_id is null)),
  constraint delivery_once unique (message_id, code_id, channel),
  constraint delivery_channel_known check (channel in ('whatsapp', 'sms', 'email')),
  constraint delivery_status_known check (status in ('queued', 'sent', 'failed', 'no_address')),
  constraint delivery_shown_only_simulated check (shown_sealed is null or adapter = 'simulasi')
);
create index delivery_by_age on messages.delivery (at desc);
create unique index delivery_code_once on messages.delivery (code_id) where code_id is not null;

alter table messages.message enable row level security;
alter table messages.delivery enable row level security;

grant insert on messages.message, messages.delivery to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant select on messages.message to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_job;
grant update (read_at) on messages.message to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
grant select, update (adapter, status, tries, shown_sealed, provider_ref, last_error, sent_at) on messages.delivery to satupintu_job;

create policy own on messages.message for select to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward using (person_id = (select core.actor_id()));
create policy own_read on messages.message for update to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward
  using (person_id = (select core.actor_id())) with check (person_id = (select core.actor_id()));
create policy write on messages.message for insert to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner with check (true);
create policy every on messages.message to satupintu_job using (true) with check (true);
create policy write on messages.delivery for insert to satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner
  with check (status = 'queued' and adapter is null and shown_sealed is null);
create policy every on messages.delivery to satupintu_job using (true) with check (true);

-- The last simulated deliveries, for the local outbox page. A gateway's deliveries have nothing to show, so where
-- gateways are set (outside the demo) this is empty.
create function messages.simulated(most integer) returns table (id uuid, channel text, shown_sealed bytea, at timestamptz, is_code boolean)
  language sql stable security definer set search_path = '' as $$
  select d.id, d.channel, d.shown_sealed, d.sent_at, d.code_id is not null from messages.delivery d
  where d.adapter = 'simulasi' and d.shown_sealed is not null order by d.at desc limit least(most, 200)
$$;
revoke execute on all functions in schema messages from public;
grant execute on function messages.simulated(integer) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;
