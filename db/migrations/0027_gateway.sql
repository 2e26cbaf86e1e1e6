-- Messages that come in by WhatsApp and SMS, and the conversation that makes a report of them (complaints.md § 2).

-- One row a message of a provider, kept before the gateway is answered: what was taken is never lost, and twice is once.
create table messages.inbound (
  id uuid primary key,
  channel text not null,
  provider_id text not null,
  -- Keyed hash of channel and number: whose conversation, without saying whose number.
  sender_key bytea not null,
  -- Number, words, place and the provider's id of a picture, sealed; emptied some days after it was heard.
  content_sealed bytea,
  -- The picture once fetched, as a photograph of a report.
  photo_sealed bytea,
  -- Why a picture could not be taken: a key into the wording of the conversation.
  fault text,
  tries smallint not null default 0,
  sent_at timestamptz(3) not null,
  received_at timestamptz(3) not null,
  heard_at timestamptz(3),
  is_simulated boolean not null default false,
  constraint inbound_once unique (channel, provider_id),
  constraint inbound_channel_known check (channel in ('whatsapp', 'sms')),
  constraint inbound_waiting_has_content check (heard_at is not null or content_sealed is not null)
);
create index inbound_waiting on messages.inbound (sender_key, sent_at, id) where heard_at is null;
create index inbound_by_age on messages.inbound (received_at desc);
alter table messages.inbound enable row level security;
grant select, insert, update (content_sealed, photo_sealed, fault, tries, heard_at) on messages.inbound to satupintu_job;
create policy every on messages.inbound to satupintu_job using (true) with check (true);
comment on table messages.inbound is 'Perpres 76/2013: read by the worker alone.';

-- The gateway's own way in, once its signature was right. False where the message was taken before.
create function messages.take_in(new_id uuid, in_channel text, of_provider text, sender bytea, content bytea, said timestamptz, moment timestamptz, simulated boolean)
  returns boolean language sql security definer set search_path = '' as $$
  with taken as (
    insert into messages.inbound (id, channel, provider_id, sender_key, content_sealed, sent_at, received_at, is_simulated)
    values (new_id, in_channel, of_provider, sender, content, said, moment, simulated)
    on conflict (channel, provider_id) do nothing returning id)
  select exists (select from taken)
$$;
-- The demo's telephone shows what was typed into it; what came from a gateway never shows here.
create function messages.simulated_inbound(most integer) returns table (id uuid, channel text, content_sealed bytea, at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select i.id, i.channel, i.content_sealed, i.sent_at from messages.inbound i
  where i.is_simulated and i.content_sealed is not null order by i.received_at desc limit least(most, 200)
$$;
revoke execute on function messages.take_in(uuid, text, text, bytea, bytea, timestamptz, timestamptz, boolean), messages.simulated_inbound(integer) from public;
grant execute on function messages.take_in(uuid, text, text, bytea, bytea, timestamptz, timestamptz, boolean) to satupintu_anonymous;
grant execute on function messages.simulated_inbound(integer) to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward;

-- A reply goes to the number that wrote, not to a relay.
alter table messages.notice alter column relay drop not null, add column to_sealed bytea,
  add constraint notice_to_one check (num_nonnulls(relay, to_sealed) = 1);
grant delete on messages.notice, messages.delivery to satupintu_job;

-- Where a conversation stands, sealed with what was said so far.
create table complaints.conversation (
  sender_key bytea primary key,
  channel text not null,
  state_sealed bytea not null,
  updated_at timestamptz(3) not null,
  -- A report begun and not ended is handed to the liaison officer when this comes.
  lapses_at timestamptz(3),
  constraint conversation_channel_known check (channel in ('whatsapp', 'sms'))
);
create index conversation_lapsing on complaints.conversation (lapses_at) where lapses_at is not null;
alter table complaints.conversation enable row level security;
grant select, insert, delete, update (state_sealed, updated_at, lapses_at) on complaints.conversation to satupintu_job;
create policy every on complaints.conversation to satupintu_job using (true) with check (true);

-- Reports of a number to which a question is open: an answer by message goes to the report it belongs to. For the worker alone.
create function complaints.asked_of(phone_key bytea) returns table (report_id uuid, number text) language sql stable security definer set search_path = '' as $$
  select r.id, r.number from complaints.detail d join complaints.report r on r.id = d.report_id
  where r.state = 'minta_info' and d.pseudonym in (select reporter.by_phone(phone_key)) order by r.state_since desc
$$;
revoke execute on function complaints.asked_of(bytea) from public;
grant execute on function reporter.by_phone(bytea) to satupintu_owner;
grant execute on function complaints.asked_of(bytea) to satupintu_job;
-- Silence, or an end of it, by a message from the number itself.
create function reporter.set_silence(phone_key bytea, wanted boolean, moment timestamptz) returns integer language sql security definer set search_path = '' as $$
  with changed as (
    update reporter.relay_link r set stopped_at = case when wanted then coalesce(r.stopped_at, moment) end
    where r.pseudonym in (select i.pseudonym from reporter.identity i where i.phone_hash = phone_key) returning 1)
  select count(*)::integer from changed
$$;
alter function reporter.set_silence(bytea, boolean, timestamptz) owner to satupintu_vault;
revoke execute on function reporter.set_silence(bytea, boolean, timestamptz) from public;
grant execute on function reporter.set_silence(bytea, boolean, timestamptz) to satupintu_job;
create index identity_by_phone on reporter.identity (phone_hash) where phone_hash is not null;
