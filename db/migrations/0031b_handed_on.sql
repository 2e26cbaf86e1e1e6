-- An office that checks a proof, or sends a report back, hands it on: by that very change the report leaves its desk. A changed
-- row must still be seen by who changed it, so a report that isn't public could not be handed on at all. The report a
-- transaction has locked on its own desk stays in its sight until it ends.
create function complaints.in_hand() returns uuid language sql stable
  return nullif(current_setting('satupintu.complaint_in_hand', true), '')::uuid;
create function complaints.take_in_hand(of_report uuid) returns void language plpgsql security definer set search_path = '' as $$
begin
  if not complaints.sees(of_report) then raise exception 'not on a desk of yours' using errcode = 'insufficient_privilege'; end if;
  perform set_config('satupintu.complaint_in_hand', of_report::text, true);
end $$;
revoke execute on function complaints.in_hand(), complaints.take_in_hand(uuid) from public;
grant execute on function complaints.in_hand(), complaints.take_in_hand(uuid) to satupintu_officer;
create policy in_hand on complaints.report for select to satupintu_officer using (id = (select complaints.in_hand()));
