-- Lists read from an index alone, in its order, and stop after one page: at 100,000 cases the planner else read every open
-- task of an agency, because it can't tell how many of them row security lets through. Only open tasks lie in the index.
drop index cases.task_worklist;
create index task_worklist on cases.task (agency, due_at, case_id, task)
  include (agencies, status, claimant, kind, role, lane, opened_at)
  where status in ('open', 'claimed', 'returned');

-- A case's documents: without it every document of the agency was read.
create index document_by_case on documents.document (case_id, prepared_at);

-- What a service really takes, from the index alone.
drop index cases.case_file_achieved;
create index case_file_achieved on cases.case_file (service_id, ended_at) include (end_kind, used_days, office_ms, working_ms)
  where end_kind in ('granted', 'rejected');
