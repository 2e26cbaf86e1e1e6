-- Open311 GeoReport v2 (complaints.md § 13): what clients posted, trials of test keys, when the list of services changed.

-- A key says whose it is and what for; those that write for citizens must.
alter table exchange.partner add column contact text, add column purpose text,
  add constraint partner_contact_short check (length(contact) between 3 and 200),
  add constraint partner_purpose_short check (length(purpose) between 3 and 300),
  add constraint partner_writer_named check (not (scopes && array['open311:write']) or (contact is not null and purpose is not null));
grant select (contact, purpose), insert (contact, purpose) on exchange.partner to satupintu_steward;

-- One posting: the same again within the client's reach gives the same answer. Holds nothing of the reporter.
create table complaints.open311_post (
  report_id uuid primary key references complaints.report,
  number text not null,
  partner uuid not null references exchange.partner,
  -- Keyed hashes: of the client's Idempotency-Key or, without one, of the whole content; and of the content.
  key bytea not null,
  content bytea not null,
  -- Stands for the number until an officer has looked at the report; for services that are looked at first.
  token text unique,
  at timestamptz(3) not null
);
create index open311_post_by_key on complaints.open311_post (partner, key, at desc);
comment on table complaints.open311_post is 'Postings by GeoReport v2, for idempotency and tokens.';
alter table complaints.open311_post enable row level security;
grant select, insert on complaints.open311_post to satupintu_partner;
grant select on complaints.open311_post to satupintu_job;
create policy own on complaints.open311_post to satupintu_partner using (partner = (select core.actor_id())) with check (partner = (select core.actor_id()));
create policy every on complaints.open311_post for select to satupintu_job using (true);

-- The number behind a token: no row where nobody gave it, null until an officer decided or the report became public.
create function complaints.open311_number(asked text) returns table (number text) language sql stable security definer set search_path = '' as $$
  select case when r.is_public or r.state not in ('diterima', 'minta_info') or r.classification is not null then p.number end
  from complaints.open311_post p join complaints.report r on r.id = p.report_id where p.token = asked
$$;

-- What test keys posted: checked like the real thing, seen by the test endpoint alone, gone after a week.
create table complaints.open311_trial (
  number text primary key,
  partner uuid not null references exchange.partner,
  key bytea not null,
  content bytea not null,
  token text unique,
  category text not null references complaints.category,
  text_public text not null,
  region text references core.region,
  lat numeric(8, 5),
  long numeric(8, 5),
  at timestamptz(3) not null
);
create index open311_trial_by_key on complaints.open311_trial (partner, key, at desc);
create index open311_trial_by_age on complaints.open311_trial (at desc, number desc);
comment on table complaints.open311_trial is 'Trials by test keys; never reports, never counted.';
alter table complaints.open311_trial enable row level security;
grant select on complaints.open311_trial to satupintu_anonymous, satupintu_partner, satupintu_job;
grant insert on complaints.open311_trial to satupintu_partner;
grant delete on complaints.open311_trial to satupintu_job;
create policy everyone on complaints.open311_trial for select to satupintu_anonymous, satupintu_partner using (true);
create policy own on complaints.open311_trial for insert to satupintu_partner with check (partner = (select core.actor_id()));
create policy every on complaints.open311_trial to satupintu_job using (true);
create sequence complaints.open311_trial_number;
grant usage on sequence complaints.open311_trial_number to satupintu_partner;

-- A client's words beside the report (a link to its own picture) lie with the desks, as a note.
create policy file_note on complaints.entry for insert to satupintu_partner with check (kind = 'note' and audience = 'desk' and author is null);

-- When a service was last changed: clients keep the list until this moves.
alter table complaints.category add column changed_at timestamptz(3) not null default now();
create function complaints.note_change() returns trigger language plpgsql set search_path = '' as $$
begin
  new.changed_at := case when (to_jsonb(new) - 'changed_at') = (to_jsonb(old) - 'changed_at') then old.changed_at else now() end;
  return new;
end $$;
create trigger changed before update on complaints.category for each row execute function complaints.note_change();

-- A merged report is open or closed as the one it was merged into ("follows target", complaints.md § 5).
create function complaints.follow_target() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.open311 := coalesce((select t.open311 from complaints.report t where t.id = new.merged_into), new.open311);
  return new;
end $$;
create trigger follows before update on complaints.report for each row when (new.merged_into is not null) execute function complaints.follow_target();
create function complaints.lead_merged() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update complaints.report r set open311 = new.open311 where r.merged_into = new.id and r.open311 <> new.open311;
  return null;
end $$;
create trigger leads after update of open311 on complaints.report for each row when (old.open311 <> new.open311) execute function complaints.lead_merged();

-- Was a report taken from public view after a moment? A copy made before it may not be handed out.
create function complaints.hidden_since(moment timestamptz) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from core.event e where e.type = 'complaints.hidden' and e.at >= moment)
$$;

revoke execute on all functions in schema complaints from public;
grant execute on function complaints.open311_number(text), complaints.hidden_since(timestamptz) to satupintu_anonymous;
