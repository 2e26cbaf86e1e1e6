-- What /metrics says of the work behind the pages: counts and ages, nothing of what the jobs are about.
create table core.job_count (
  task text primary key,
  -- Since the table began; a worker that is killed loses at most its last five seconds of counting.
  done bigint not null default 0,
  failed bigint not null default 0,
  -- As the queue last said.
  waiting integer not null default 0,
  active integer not null default 0,
  at timestamptz(3) not null
);
comment on table core.job_count is 'Jobs by task, written by the worker every few seconds; /metrics reads it. The queue itself belongs to the worker alone.';
alter table core.job_count enable row level security;
grant select on core.job_count to satupintu_anonymous, satupintu_job;
grant insert, update on core.job_count to satupintu_job;
create policy everyone on core.job_count for select using (true);
create policy worker on core.job_count to satupintu_job using (true) with check (true);

-- How many jobs the worker hasn't fetched yet, and since when the oldest waits.
create function core.outbox_state() returns table (waiting integer, oldest timestamptz) language sql stable security definer set search_path = '' as $$
  select count(*)::integer, min(greatest(o.created_at, o.not_before)) from core.outbox o
$$;
revoke execute on function core.outbox_state() from public;
grant execute on function core.outbox_state() to satupintu_anonymous;
