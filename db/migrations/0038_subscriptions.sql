-- Who wants to hear by e-mail of public reports of a kind or a place (complaints.md § 12): no account, confirmed by a link before
-- anything is sent, ended by one click (RFC 8058). The address is sealed, read by the worker alone, and gone the moment it ends
-- (UU 27/2022 ps. 16, 43: kept no longer than what it was given for).
create table complaints.mail_subscription (
  id uuid primary key,
  email_sealed bytea not null,
  -- Keyed hash of the address: the same wish twice is one.
  address_key bytea not null,
  -- Keyed hash of the link; the link itself stands nowhere.
  link_key bytea not null unique,
  lang text not null,
  -- Empty: of any kind, anywhere.
  category text references complaints.category,
  region text,
  asked_at timestamptz(3) not null,
  confirmed_at timestamptz(3),
  -- What changed before was told.
  told_until timestamptz(3) not null,
  constraint mail_subscription_once unique nulls not distinct (address_key, category, region),
  constraint mail_subscription_lang_known check (lang in ('id', 'en')),
  constraint mail_subscription_region_shape check (region ~ '^\d{2}(\.\d{2,4}){1,3}$')
);
create index mail_subscription_unconfirmed on complaints.mail_subscription (asked_at) where confirmed_at is null;
create index mail_subscription_to_tell on complaints.mail_subscription (told_until) where confirmed_at is not null;
alter table complaints.mail_subscription enable row level security;
grant select, delete, update (told_until) on complaints.mail_subscription to satupintu_job;
create policy every on complaints.mail_subscription to satupintu_job using (true) with check (true);
comment on table complaints.mail_subscription is 'UU 27/2022 ps. 20 (2) a: consent, given by a link in the mail itself.';

-- The id of the wish where a mail is to be sent: a new one, or one not confirmed yet; null where it is confirmed already.
create function complaints.subscribe(new_id uuid, sealed bytea, of_address bytea, of_link bytea, in_lang text, of_category text, of_region text, moment timestamptz)
  returns uuid language sql security definer set search_path = '' as $$
  insert into complaints.mail_subscription as s (id, email_sealed, address_key, link_key, lang, category, region, asked_at, told_until)
  values (new_id, sealed, of_address, of_link, in_lang, of_category, of_region, moment, moment)
  on conflict on constraint mail_subscription_once do update set asked_at = moment where s.confirmed_at is null
  returning s.id
$$;
create function complaints.subscription_of(of_link bytea) returns table (category text, region text, is_confirmed boolean)
  language sql stable security definer set search_path = '' as $$
  select s.category, s.region, s.confirmed_at is not null from complaints.mail_subscription s where s.link_key = of_link
$$;
create function complaints.confirm_subscription(of_link bytea, moment timestamptz) returns boolean language sql security definer set search_path = '' as $$
  with done as (
    update complaints.mail_subscription s set confirmed_at = coalesce(s.confirmed_at, moment), told_until = case when s.confirmed_at is null then moment else s.told_until end
    where s.link_key = of_link returning 1)
  select exists (select from done)
$$;
create function complaints.end_subscription(of_link bytea) returns boolean language sql security definer set search_path = '' as $$
  with done as (delete from complaints.mail_subscription s where s.link_key = of_link returning 1) select exists (select from done)
$$;
do $$
declare f text;
begin
  foreach f in array array['complaints.subscribe(uuid, bytea, bytea, bytea, text, text, text, timestamptz)', 'complaints.subscription_of(bytea)',
    'complaints.confirm_subscription(bytea, timestamptz)', 'complaints.end_subscription(bytea)'] loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward', f);
  end loop;
end $$;
