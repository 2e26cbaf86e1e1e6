-- Open data about reports is handed out with a validator: when the public list last changed, by a report of it or by one
-- taken from it.
create index report_public_by_change on complaints.report (updated_at desc) where is_public;
create function complaints.public_changed_at() returns timestamptz language sql stable security definer set search_path = '' as $$
  select greatest(
    (select r.updated_at from complaints.report r where r.is_public order by r.updated_at desc limit 1),
    (select e.at from core.event e where e.type = 'complaints.hidden' order by e.at desc limit 1))
$$;
revoke execute on function complaints.public_changed_at() from public;
grant execute on function complaints.public_changed_at() to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
