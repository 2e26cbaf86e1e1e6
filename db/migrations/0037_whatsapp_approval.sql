-- Outside twenty-four hours after somebody wrote, WhatsApp takes only messages by a template it approved (WhatsApp Business
-- Platform, Cloud API; confidence S). What it said of each of ours is kept line by line; the last line holds.
create table messages.whatsapp_approval (
  id uuid primary key,
  -- A version of a message, `n/aduan-terima@1`: another version is approved anew.
  template text not null,
  lang text not null,
  status text not null,
  -- What WhatsApp gave as a reason.
  reason text,
  at timestamptz(3) not null,
  -- The steward who wrote it down; empty where the gateway said it.
  by_person uuid references identity.person,
  constraint whatsapp_approval_template_versioned check (template ~ '^n/[a-z_-]+@[0-9]+$'),
  constraint whatsapp_approval_lang_known check (lang in ('id', 'en')),
  constraint whatsapp_approval_status_known check (status in ('waiting', 'approved', 'paused', 'refused')),
  constraint whatsapp_approval_reason_short check (length(reason) <= 500)
);
create index whatsapp_approval_latest on messages.whatsapp_approval (template, lang, at desc, id desc);
alter table messages.whatsapp_approval enable row level security;
grant select, insert on messages.whatsapp_approval to satupintu_steward, satupintu_job;
create policy every on messages.whatsapp_approval for select to satupintu_steward, satupintu_job using (true);
create policy written_down on messages.whatsapp_approval for insert to satupintu_steward with check (by_person = (select core.actor_id()));
create policy said on messages.whatsapp_approval for insert to satupintu_job with check (by_person is null);
comment on table messages.whatsapp_approval is 'Policy of WhatsApp Business Platform, no law; only stewards and the worker read it.';

-- When a number last wrote.
create index inbound_by_sender on messages.inbound (sender_key, sent_at desc);
-- By which approved template a copy went; empty where it went as free text.
alter table messages.delivery add column approved_name text;
grant update (approved_name) on messages.delivery to satupintu_job;
