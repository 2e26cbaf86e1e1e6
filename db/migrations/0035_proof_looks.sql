-- A closed day is looked at again: the hash of each event made anew from what the event says, and the root from those hashes.
-- Counting the stored hashes alone would not see an event that was changed beside its hash.
create table proof.look (
  day date not null references proof.day,
  at timestamptz(3) not null,
  -- Every event gives its hash, and they give the root.
  is_whole boolean not null,
  primary key (day, at)
);
comment on table proof.look is 'Each look at a closed day and what it found. UU 14/2008 (public information).';
alter table proof.look enable row level security;
grant select on proof.look to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
grant select, insert on proof.look to satupintu_job;
create policy everyone on proof.look for select using (true);
create policy look on proof.look for insert to satupintu_job with check (true);
create trigger append_only before update or delete on proof.look for each row execute function core.refuse_change();
create trigger never_emptied before truncate on proof.look for each statement execute function core.refuse_change();
