-- Boundaries as the steward uploaded them (complaints.md § 2): to say where a point lies. There is no usable boundary in any public
-- package for Mimika, so a deployment brings its own; every upload is kept, the last one is in force. Without one no point is judged.
create table complaints.boundary_set (
  id uuid primary key,
  -- Where the lines come from, as the steward named it: an agency, a decree, a date.
  source text not null,
  -- Checked before it came here (boundary.ts): closed rings, inside Indonesia, known codes.
  shapes jsonb not null,
  count integer not null,
  uploaded_by uuid not null references identity.person,
  at timestamptz(3) not null,
  constraint boundary_source_short check (length(source) between 3 and 200),
  constraint boundary_shapes_list check (jsonb_typeof(shapes) = 'array' and jsonb_array_length(shapes) = count)
);
create index boundary_set_by_age on complaints.boundary_set (at desc);
comment on table complaints.boundary_set is 'Boundaries of kampung, distrik, neighbours and sea for the check of points. UU 4/2011 on geospatial information: the source is named with the lines.';
alter table complaints.boundary_set enable row level security;
grant select on complaints.boundary_set to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner, satupintu_job;
grant insert on complaints.boundary_set to satupintu_steward;
create policy everyone on complaints.boundary_set for select using (true);
create policy steward on complaints.boundary_set for insert to satupintu_steward with check (uploaded_by = (select core.actor_id()));
