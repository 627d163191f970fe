// Purpose: takes RUN_OF edges away whose run turned out to be of another Component.
// Params:  rows: maps with run and other, the keys of the two ends.
// Columns: none.
// Cost:    one index seek a row, then the run's own edges.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
WITH row, r
MATCH (r)-[e:RUN_OF]->(n:Component)
WHERE n.key = row.other
DELETE e
