-- One question instead of two at each step of an officer: what isn't on a desk of theirs is simply not taken in hand.
create or replace function complaints.take_in_hand(of_report uuid) returns void language plpgsql security definer set search_path = '' as $$
begin
  if complaints.sees(of_report) then perform set_config('satupintu.complaint_in_hand', of_report::text, true); end if;
end $$;
