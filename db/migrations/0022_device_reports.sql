-- Reports written on a device without a signal (complaints.md § 2): sent once by the key the device made with the draft. The
-- draft's row answers for the key. Whoever holds the key, 122 random bits that never leave device and server, may ask for the
-- receipt again; an officer who recorded for another person, too, though the report lies on none of their desks.
create function complaints.draft_receipt(token bytea) returns table (id uuid, number text, received_at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select r.id, r.number, r.received_at from complaints.draft d join complaints.report r on r.id = d.id where d.token_hash = token and d.sent_at is not null
$$;
revoke execute on function complaints.draft_receipt(bytea) from public;
grant execute on function complaints.draft_receipt(bytea) to satupintu_anonymous, satupintu_citizen, satupintu_officer;
