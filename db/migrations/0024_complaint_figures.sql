-- Public numbers of Mimika Center (complaints.md § 12), counted from the log by the worker once a night. A row is what may be
-- printed: small cells are gone before it is written, so no reader of this table can learn them.
create table complaints.figure (
  year smallint not null,
  -- total, month, category, area, agency; secret: one count, once the year is over
  dimension text not null,
  key text not null,
  numbers jsonb not null,
  -- The definitions it was counted by (src/modules/complaints/statistics.ts).
  version text not null,
  -- Reports received before this moment, judged as they stood at counted_at.
  up_to timestamptz(3) not null,
  counted_at timestamptz(3) not null,
  primary key (year, dimension, key),
  constraint figure_dimension_known check (dimension in ('total', 'month', 'category', 'area', 'agency', 'secret')),
  constraint figure_year_sane check (year between 2020 and 2100),
  constraint figure_numbers_object check (jsonb_typeof(numbers) = 'object')
);
comment on table complaints.figure is 'UU 14/2008 (public information); UU 27/2022 (nobody recognisable in it): small cells suppressed by db/reference/complaint-statistics.json.';
alter table complaints.figure enable row level security;
grant select on complaints.figure to satupintu_anonymous, satupintu_citizen, satupintu_officer, satupintu_leader, satupintu_steward, satupintu_partner;
grant select, insert, delete on complaints.figure to satupintu_job;
create policy everyone on complaints.figure for select using (true);
create policy count on complaints.figure to satupintu_job using (true) with check (true);
