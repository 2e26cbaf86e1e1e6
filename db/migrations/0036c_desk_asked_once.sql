-- Which desks an officer holds is asked once a query, not once a row: what they see of a hundred reports stays what it was.
alter policy of_desk on complaints.detail
  using (exists (select from complaints.report r where r.id = report_id and r.agencies && (select complaints.duty_agencies(''))));
alter policy of_desk on complaints.photo
  using (exists (select from complaints.report r where r.id = report_id and r.agencies && (select complaints.duty_agencies(''))));
