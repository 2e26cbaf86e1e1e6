-- One digest a person and week, whatever runs twice (complaints.md § 12).
create table complaints.digest (
  person_id uuid not null references identity.person,
  -- The Monday of the week.
  week date not null,
  at timestamptz(3) not null,
  primary key (person_id, week)
);
alter table complaints.digest enable row level security;
grant select, insert on complaints.digest to satupintu_job;
create policy every on complaints.digest to satupintu_job using (true) with check (true);
