-- Proof that the checks refused and the agency still stands by: kept for a liaison officer, who takes it in writing or leaves it
-- refused (complaints.md § 10). A proof shown to be false is marked, and the inspectorate hears of it.
alter table complaints.proof drop constraint proof_status_known;
alter table complaints.proof add constraint proof_status_known check (status in ('submitted', 'accepted', 'returned', 'fake', 'refused', 'stays_refused'));
-- What the checks refused, by name; empty where they took it.
alter table complaints.proof add column refusals text[] not null default '{}';
alter table complaints.proof add constraint proof_overridden_by_another check (overridden_by <> submitted_by);
