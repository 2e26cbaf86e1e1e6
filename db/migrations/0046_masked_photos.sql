-- A photograph is public only as a copy in which an officer of Mimika Center covered faces and number plates by hand
-- (complaints.md § 3, § 10; UU 27/2022 ps. 16). Of a category that is looked at before it is shown, a second officer looks first.
create table complaints.photo_mask (
  id uuid primary key,
  photo_id uuid not null references complaints.photo on delete cascade,
  report_id uuid not null references complaints.report,
  -- What is covered, in shares 0–1 of width and height: [{left, top, width, height}]; empty: nothing had to be.
  boxes jsonb not null,
  -- The copy, drawn anew.
  file_id text not null,
  made_by uuid not null references identity.person,
  made_at timestamptz(3) not null,
  status text not null default 'waiting',
  checked_by uuid references identity.person,
  checked_at timestamptz(3),
  constraint photo_mask_status_known check (status in ('waiting', 'released', 'returned', 'replaced')),
  constraint photo_mask_checked_by_another check (checked_by <> made_by),
  constraint photo_mask_boxes_list check (jsonb_typeof(boxes) = 'array')
);
create unique index photo_mask_one_waiting on complaints.photo_mask (photo_id) where status = 'waiting';
create index photo_mask_by_report on complaints.photo_mask (report_id);
comment on table complaints.photo_mask is 'UU 27/2022 ps. 16: who covered what in a photograph, and who looked at it before it was shown.';
alter table complaints.photo_mask enable row level security;
grant select, insert on complaints.photo_mask to satupintu_officer;
grant update (status, checked_by, checked_at) on complaints.photo_mask to satupintu_officer;
grant select, delete on complaints.photo_mask to satupintu_job;
create policy of_desk on complaints.photo_mask to satupintu_officer using (complaints.sees(report_id)) with check (complaints.sees(report_id));
create policy every on complaints.photo_mask to satupintu_job using (true);

-- Nothing is public by a slip: without a copy there is nothing to show. What was shown as it came is closed until it is covered.
update complaints.photo set is_public = false where is_public and masked_file_id is null;
alter table complaints.photo add constraint photo_public_is_masked check (not is_public or masked_file_id is not null);
