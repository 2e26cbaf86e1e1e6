-- What passes between us and SP4N-LAPOR! is seen by Mimika Center, and repeated by hand (complaints.md § 2).
alter table complaints.bridge_item add column repeat_by uuid references identity.person, add column repeat_at timestamptz(3);
grant select (receipt, next_at, alarmed_at, repeat_by, repeat_at) on complaints.bridge_item to satupintu_officer;
grant update (repeat_by, repeat_at) on complaints.bridge_item to satupintu_officer;
grant update (report_id, content_sealed) on complaints.bridge_item to satupintu_job;
create policy at_centre on complaints.bridge_item for select to satupintu_officer using ((select complaints.at_centre()));
create policy repeat_by_hand on complaints.bridge_item for update to satupintu_officer
  using ((select complaints.at_centre()) and state in ('queued', 'sent', 'refused')) with check (repeat_by = (select core.actor_id()));
create index bridge_item_by_age on complaints.bridge_item (at desc, id desc);
