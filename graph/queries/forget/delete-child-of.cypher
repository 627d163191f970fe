// Purpose: takes CHILD_OF edges away.
// Params:  rows: maps with run and other (keys of the two ends).
// Columns: none.
// Cost:    one index seek a row, then the run's own edges.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
WITH row, r
MATCH (r)-[e:CHILD_OF]->(s:Span)
WHERE s.key = row.other
DELETE e
