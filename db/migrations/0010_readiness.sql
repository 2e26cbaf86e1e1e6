-- Which migration ran last, for /readyz; null where the schema was made without the migrator.
create function core.newest_migration() returns text language plpgsql stable security definer set search_path = '' as $$
declare newest text;
begin
  if to_regclass('public.kysely_migration') is null then return null; end if;
  execute 'select max(name) from public.kysely_migration' into newest;
  return newest;
end $$;
revoke execute on function core.newest_migration() from public;
grant execute on function core.newest_migration() to satupintu_anonymous;
