-- Figures by channel and by classification too (complaints.md § 12); what each row holds is said by its version.
alter table complaints.figure drop constraint figure_dimension_known;
alter table complaints.figure add constraint figure_dimension_known
  check (dimension in ('total', 'month', 'category', 'area', 'agency', 'channel', 'class', 'secret'));
