// Purpose: takes RAN edges away whose run turned out to be of another Code.
// Params:  rows: maps with run and other, the keys of the two ends.
// Columns: none.
// Cost:    one index seek a row, then the run's own edges.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
WITH row, r
MATCH (r)-[e:RAN]->(n:Code)
WHERE n.key = row.other
DELETE e
