// Purpose: takes PRODUCED edges of a pointer away from runs.
// Params:  rows: maps with run and pointer (keys).
// Columns: none.
// Cost:    one index seek a row, then the run's own edges.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
WITH row, r
MATCH (r)-[e:PRODUCED]->(:IOPointer)
WHERE e.pointer = row.pointer
DELETE e
