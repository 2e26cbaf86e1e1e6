-- Retention (complaints.md § 3): who reported goes after so many days, what was written after so many years. A job counts first;
-- a steward gives the order; header and log stay as a tombstone. UU 27/2022 ps. 42–44; UU 43/2009 (JRA to be named).
create table complaints.retention_run (
  id uuid primary key,
  kind text not null,
  -- Reports that ended before this moment.
  before timestamptz(3) not null,
  -- What the dry run counted, and a few of their numbers.
  counted integer not null,
  sample text[] not null,
  counted_at timestamptz(3) not null,
  ordered_by uuid references identity.person,
  ordered_at timestamptz(3),
  done integer not null default 0,
  done_at timestamptz(3),
  constraint retention_run_kind_known check (kind in ('anonymise', 'remove')),
  constraint retention_run_ordered_whole check ((ordered_by is null) = (ordered_at is null)),
  constraint retention_run_done_after_order check (done_at is null or ordered_at is not null)
);
create unique index retention_run_one_waiting on complaints.retention_run (kind) where done_at is null;
create index retention_run_by_age on complaints.retention_run (counted_at desc);
comment on table complaints.retention_run is 'UU 27/2022 ps. 42–44: what was due to go, who ordered it, how much went. Numbers of reports alone.';
alter table complaints.retention_run enable row level security;
grant select on complaints.retention_run to satupintu_steward, satupintu_job;
grant insert, delete, update (done, done_at) on complaints.retention_run to satupintu_job;
grant update (ordered_by, ordered_at) on complaints.retention_run to satupintu_steward;
create policy steward on complaints.retention_run for select to satupintu_steward using (true);
create policy steward_orders on complaints.retention_run for update to satupintu_steward using (ordered_at is null) with check (ordered_by = (select core.actor_id()));
create policy every on complaints.retention_run to satupintu_job using (true) with check (true);

-- The tombstone: what went of a report, and when.
create table complaints.tombstone (
  report_id uuid primary key references complaints.report,
  number text not null,
  anonymised_at timestamptz(3) not null,
  removed_at timestamptz(3)
);
create index tombstone_not_removed on complaints.tombstone (report_id) where removed_at is null;
comment on table complaints.tombstone is 'A report whose reporter was made unknown, and whose words were removed. Never taken back.';
alter table complaints.tombstone enable row level security;
grant select on complaints.tombstone to satupintu_steward, satupintu_job;
grant insert, update (removed_at) on complaints.tombstone to satupintu_job;
create policy steward on complaints.tombstone for select to satupintu_steward using (true);
create policy every on complaints.tombstone to satupintu_job using (true) with check (true);

-- The vault forgets: the identity, the link of its relay, and what was written to open it.
create or replace function reporter.erase(of_pseudonym uuid, moment timestamptz) returns boolean language plpgsql security definer set search_path = '' as $$
declare was boolean;
begin
  delete from reporter.relay_link r where r.pseudonym = of_pseudonym;
  update reporter.unmasking u set why_sealed = null where u.pseudonym = of_pseudonym;
  update reporter.identity i set person_id = null, name_sealed = null, phone_sealed = null, phone_hash = null, email_sealed = null, erased_at = moment
    where i.pseudonym = of_pseudonym and i.erased_at is null returning true into was;
  return coalesce(was, false);
end $$;

-- What the worker puts in the place of what it takes away.
grant update (lat, long, accuracy_m, device_at, answers, accused) on complaints.detail to satupintu_job;
grant update (text_sealed, text_public) on complaints.entry to satupintu_job;
grant update (text_sealed) on complaints.witness to satupintu_job;
grant update (lat, long, accuracy_m, facts, taken_at) on complaints.photo to satupintu_job;
grant delete on complaints.entry, complaints.photo to satupintu_job;
grant update (reason_sealed) on complaints.proof to satupintu_job;
grant update (text_sealed) on complaints.instruction to satupintu_job;

-- The runs themselves are in the log.
create policy retention_log on core.event for select to satupintu_steward using (subject_kind = 'retention');

create function complaints.ended_before(moment timestamptz, most integer, is_removal boolean) returns table (id uuid, number text) language sql stable security definer set search_path = '' as $$
  select r.id, r.number from complaints.report r left join complaints.tombstone t on t.report_id = r.id
  where r.ended_at < moment and case when is_removal then t.removed_at is null else t.report_id is null end
  order by r.ended_at limit most
$$;
create function complaints.count_ended_before(moment timestamptz, is_removal boolean) returns integer language sql stable security definer set search_path = '' as $$
  select count(*)::integer from complaints.report r left join complaints.tombstone t on t.report_id = r.id
  where r.ended_at < moment and case when is_removal then t.removed_at is null else t.report_id is null end
$$;
revoke execute on function complaints.ended_before(timestamptz, integer, boolean), complaints.count_ended_before(timestamptz, boolean) from public;
grant execute on function complaints.ended_before(timestamptz, integer, boolean), complaints.count_ended_before(timestamptz, boolean) to satupintu_job;
