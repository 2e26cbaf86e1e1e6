-- Reports of whistle-blowers (complaints.md § 3), apart from all others: a schema, a role and a log of their own. No actor
-- may touch these tables; the functions below are the only ways. Nothing here is in core.event, in a list, a search or a count.

-- Duties count on the day of the command, not on the machine's.
create or replace function complaints.duty_agencies(wanted text) returns text[] language sql stable security definer set search_path = '' as $$
  with moment as (select (coalesce(nullif(current_setting('satupintu.now', true), '')::timestamptz, now()) at time zone 'Asia/Jayapura')::date as today)
  select coalesce(array_agg(distinct d.agency), '{}') from moment, identity.duty d
  join identity.membership m on m.person_id = d.person_id and m.agency = d.agency
    and (select today from moment) between m.from_day and coalesce(m.to_day, 'infinity')
  where d.person_id = core.actor_id() and (d.role = wanted or wanted = '' and d.role like 'complaints.%')
    and moment.today between d.from_day and coalesce(d.to_day, 'infinity')
$$;

create schema whistle authorization satupintu_whistle;
grant usage on schema core, complaints to satupintu_whistle;
grant execute on function complaints.duty_agencies(text) to satupintu_whistle;

create table whistle.report (
  id uuid primary key,
  -- Random: nobody learns from it how many there are.
  number text not null unique,
  code_hash bytea not null,
  text_sealed bytea not null,
  -- Who it is about, as far as the reporter says: an agency, and in words.
  accused text,
  accused_sealed bytea,
  occurred_sealed bytea,
  lang text not null,
  state text not null default 'received',
  received_at timestamptz(3) not null,
  due_on date not null,
  -- Handlers who must not see it: they said so themselves, or are concerned.
  recused uuid[] not null default '{}',
  outcome text,
  decided_by uuid,
  decided_at timestamptz(3),
  -- Is there something handlers were not yet told of?
  is_news boolean not null default true,
  erased_at timestamptz(3),
  constraint whistle_state_known check (state in ('received', 'examined', 'decided', 'objected')),
  constraint whistle_outcome_known check (outcome in ('terbukti', 'tidak_terbukti', 'bukan_pelanggaran', 'diteruskan')),
  constraint whistle_decided_whole check ((state = 'decided') <= (outcome is not null and decided_by is not null and decided_at is not null)),
  constraint whistle_lang_known check (lang in ('id', 'en'))
);
comment on table whistle.report is 'Permendagri 8/2023 (APIP); UU 13/2006 jo. UU 31/2014 ps. 10 (no suit against a witness or reporter in good faith) [M]. Anonymous by default; holds no name of a reporter.';

create table whistle.message (
  id uuid primary key,
  report_id uuid not null references whistle.report,
  no integer not null,
  author text not null,
  -- The handler who wrote it; the reporter is shown the office alone.
  handler uuid,
  kind text not null,
  text_sealed bytea not null,
  at timestamptz(3) not null,
  constraint message_numbered unique (report_id, no),
  constraint message_author_known check (author in ('reporter', 'handler') and (author = 'handler') = (handler is not null)),
  constraint message_kind_known check (kind in ('note', 'question', 'decision', 'objection'))
);

create table whistle.file (
  id uuid primary key,
  report_id uuid not null references whistle.report,
  file_id text not null,
  mime text not null,
  size bigint not null,
  at timestamptz(3) not null
);
create index whistle_file_by_report on whistle.file (report_id);

-- Their own log: who looked, asked, decided; chained, append-only. Handlers by id, the reporter by nothing.
create table whistle.event (
  report_id uuid not null references whistle.report,
  no integer not null,
  type text not null,
  handler uuid,
  at timestamptz(3) not null,
  data jsonb not null default '{}',
  prev text not null,
  hash text not null,
  primary key (report_id, no)
);

do $$
declare t text;
begin
  foreach t in array array['report','message','file','event'] loop
    execute format('alter table whistle.%I owner to satupintu_whistle', t);
    execute format('alter table whistle.%I enable row level security', t);
  end loop;
end $$;

create function whistle.append_only() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'whistle.event is append-only';
end $$;
create trigger append_only before update or delete on whistle.event for each row execute function whistle.append_only();
create trigger append_only_whole before truncate on whistle.event for each statement execute function whistle.append_only();

create function whistle.hash(prev text, e whistle.event) returns text language sql immutable set search_path = '' as $$
  select encode(sha256(convert_to(concat_ws(e'\n', prev, e.report_id, e.no, e.type, coalesce(e.handler::text, ''), extract(epoch from e.at), e.data), 'UTF8')), 'hex')
$$;
-- Internal: called by the functions below, granted to nobody.
create function whistle.log(of_report uuid, what text, who uuid, more jsonb, moment timestamptz) returns void language plpgsql security definer set search_path = '' as $$
declare e whistle.event; last whistle.event;
begin
  perform 1 from whistle.report r where r.id = of_report for update;
  select * into last from whistle.event x where x.report_id = of_report order by x.no desc limit 1;
  e.report_id := of_report; e.no := coalesce(last.no, 0) + 1; e.type := what; e.handler := who; e.at := moment; e.data := more;
  e.prev := coalesce(last.hash, repeat('0', 64));
  e.hash := whistle.hash(e.prev, e);
  insert into whistle.event select e.*;
end $$;
-- The first event whose hash no longer fits; null where all do.
create function whistle.first_broken(of_report uuid) returns integer language sql stable security definer set search_path = '' as $$
  select min(e.no) from (select x, coalesce(lag(x.hash) over (order by x.no), repeat('0', 64)) as before from whistle.event x where x.report_id = of_report) c, lateral (select (c.x).no, (c.x).hash, (c.x).prev) e
  where e.prev <> c.before or e.hash <> whistle.hash(c.before, c.x)
$$;

-- A named handler: the duty `complaints.apip` today, at an agency that isn't the one reported, and not recused.
create function whistle.handles(r whistle.report) returns boolean language sql stable security definer set search_path = '' as $$
  select cardinality(complaints.duty_agencies('complaints.apip')) > 0
    and not (core.actor_id() = any (r.recused))
    and (r.accused is null or not (r.accused = any (complaints.duty_agencies(''))))
$$;
create function whistle.is_handler() returns boolean language sql stable security definer set search_path = '' as $$
  select cardinality(complaints.duty_agencies('complaints.apip')) > 0
$$;

-- ── The reporter: by number and four words, never by account ────────────────────────────────────────────────────────────
create function whistle.send(new_id uuid, its_number text, key bytea, text_in bytea, about text, about_words bytea, occurred bytea, in_lang text, due date, moment timestamptz) returns boolean
  language plpgsql security definer set search_path = '' as $$
begin
  insert into whistle.report (id, number, code_hash, text_sealed, accused, accused_sealed, occurred_sealed, lang, received_at, due_on)
  values (new_id, its_number, key, text_in, about, about_words, occurred, in_lang, moment, due) on conflict (id) do nothing;
  -- the same sending again
  if not found then return false; end if;
  perform whistle.log(new_id, 'received', null, '{}', moment);
  return true;
end $$;
create function whistle.attach(of_report uuid, new_id uuid, its_file text, its_mime text, its_size bigint, moment timestamptz) returns void
  language sql security definer set search_path = '' as $$
  -- with the report alone: its first minute, by whoever knows its random id
  insert into whistle.file (id, report_id, file_id, mime, size, at)
  select new_id, r.id, its_file, its_mime, its_size, moment from whistle.report r
  where r.id = of_report and r.received_at = moment and (select count(*) from whistle.file f where f.report_id = r.id) < 5
$$;
create function whistle.box(its_number text, key bytea) returns setof whistle.report language sql stable security definer set search_path = '' as $$
  select r from whistle.report r where r.number = its_number and r.code_hash = key
$$;
create function whistle.box_messages(its_number text, key bytea) returns setof whistle.message language sql stable security definer set search_path = '' as $$
  select m from whistle.message m join whistle.report r on r.id = m.report_id where r.number = its_number and r.code_hash = key order by m.no
$$;
create function whistle.reply(its_number text, key bytea, new_id uuid, text_in bytea, moment timestamptz) returns boolean
  language plpgsql security definer set search_path = '' as $$
declare r whistle.report; is_objection boolean;
begin
  select * into r from whistle.report x where x.number = its_number and x.code_hash = key and x.erased_at is null for update;
  if not found then return false; end if;
  is_objection := r.state = 'decided';
  insert into whistle.message (id, report_id, no, author, kind, text_sealed, at)
  values (new_id, r.id, 1 + coalesce((select max(m.no) from whistle.message m where m.report_id = r.id), 0), 'reporter', case when is_objection then 'objection' else 'note' end, text_in, moment);
  update whistle.report x set is_news = true, state = case when is_objection then 'objected' else x.state end where x.id = r.id;
  perform whistle.log(r.id, case when is_objection then 'objected' else 'replied' end, null, '{}', moment);
  return true;
end $$;

-- ── Handlers ──────────────────────────────────────────────────────────────────────────────────────────────────────────
create function whistle.desk() returns setof whistle.report language sql stable security definer set search_path = '' as $$
  select r from whistle.report r where whistle.handles(r) order by (r.state = 'decided'), r.due_on, r.number
$$;
-- Opening is a look, and each look is in the log.
create function whistle.look(its_number text, moment timestamptz) returns setof whistle.report language plpgsql security definer set search_path = '' as $$
declare r whistle.report;
begin
  select * into r from whistle.report x where x.number = its_number and whistle.handles(x);
  if not found then return; end if;
  perform whistle.log(r.id, 'opened', core.actor_id(), '{}', moment);
  return next r;
end $$;
create function whistle.messages(of_report uuid) returns setof whistle.message language sql stable security definer set search_path = '' as $$
  select m from whistle.message m join whistle.report r on r.id = m.report_id where r.id = of_report and whistle.handles(r) order by m.no
$$;
create function whistle.files(of_report uuid) returns setof whistle.file language sql stable security definer set search_path = '' as $$
  select f from whistle.file f join whistle.report r on r.id = f.report_id where r.id = of_report and whistle.handles(r) order by f.at, f.id
$$;
create function whistle.events(of_report uuid) returns setof whistle.event language sql stable security definer set search_path = '' as $$
  select e from whistle.event e join whistle.report r on r.id = e.report_id where r.id = of_report and whistle.handles(r) order by e.no
$$;
-- A handler's step; false where it isn't theirs or not open now. Whoever decided doesn't decide again on the objection.
create function whistle.act(of_report uuid, step text, new_id uuid, text_in bytea, its_outcome text, moment timestamptz) returns text
  language plpgsql security definer set search_path = '' as $$
declare r whistle.report; me uuid := core.actor_id();
begin
  select * into r from whistle.report x where x.id = of_report and whistle.handles(x) and x.erased_at is null for update;
  if not found then return 'not_found'; end if;
  if r.state = 'decided' or step = 'examine' and r.state <> 'received' then return 'not_now'; end if;
  if step = 'decide' and r.state = 'received' then return 'not_now'; end if;
  if step = 'decide' and r.state = 'objected' and r.decided_by = me then return 'another_decides'; end if;
  if step in ('ask', 'decide') then
    insert into whistle.message (id, report_id, no, author, handler, kind, text_sealed, at)
    values (new_id, r.id, 1 + coalesce((select max(m.no) from whistle.message m where m.report_id = r.id), 0), 'handler', me, case step when 'ask' then 'question' else 'decision' end, text_in, moment);
  end if;
  if step = 'examine' then update whistle.report x set state = 'examined' where x.id = r.id;
  elsif step = 'decide' then update whistle.report x set state = 'decided', outcome = its_outcome, decided_by = me, decided_at = moment where x.id = r.id;
  elsif step = 'recuse' then update whistle.report x set recused = x.recused || me, is_news = true where x.id = r.id;
  elsif step <> 'ask' then raise exception 'unknown step %', step;
  end if;
  perform whistle.log(r.id, case step when 'examine' then 'examined' when 'ask' then 'asked' when 'decide' then 'decided' else 'recused' end, me,
    case when step = 'decide' then jsonb_build_object('outcome', its_outcome) else '{}' end, moment);
  return 'done';
end $$;

-- ── The worker: whom to tell that something lies there, and no more than that ─────────────────────────────────────────────
create function whistle.take_news(moment timestamptz) returns setof uuid language plpgsql security definer set search_path = '' as $$
declare today date := (moment at time zone 'Asia/Jayapura')::date;
begin
  return query with news as (update whistle.report r set is_news = false where r.is_news returning r.recused, r.accused)
    select distinct d.person_id from news n, identity.duty d
    join identity.membership m on m.person_id = d.person_id and m.agency = d.agency and today between m.from_day and coalesce(m.to_day, 'infinity')
    where d.role = 'complaints.apip' and today between d.from_day and coalesce(d.to_day, 'infinity')
      and not (d.person_id = any (n.recused)) and d.agency is distinct from n.accused;
end $$;
grant usage on schema identity to satupintu_whistle;
grant select on identity.duty, identity.membership to satupintu_whistle;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'whistle'::regnamespace loop
    execute format('alter function %s owner to satupintu_whistle', f);
    execute format('revoke execute on function %s from public', f);
  end loop;
end $$;
grant usage on schema whistle to satupintu_anonymous, satupintu_officer, satupintu_job;
-- The reporter is nobody here, signed in or not: only the anonymous role may send, open and answer.
grant execute on function whistle.send(uuid, text, bytea, bytea, text, bytea, bytea, text, date, timestamptz), whistle.attach(uuid, uuid, text, text, bigint, timestamptz),
  whistle.box(text, bytea), whistle.box_messages(text, bytea), whistle.reply(text, bytea, uuid, bytea, timestamptz) to satupintu_anonymous;
grant execute on function whistle.is_handler(), whistle.desk(), whistle.look(text, timestamptz), whistle.messages(uuid), whistle.files(uuid), whistle.events(uuid),
  whistle.act(uuid, text, uuid, bytea, text, timestamptz) to satupintu_officer;
grant execute on function whistle.take_news(timestamptz), whistle.first_broken(uuid) to satupintu_job;
