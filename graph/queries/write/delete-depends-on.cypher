// Purpose: takes derived dependencies away that no longer follow from the facts.
// Params:  rows: maps with run, other, pointer.
// Columns: none.
// Cost:    one index seek a row, then the run's own edges.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
WITH row, r
MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)
WHERE x.key = row.other AND d.pointer = row.pointer
DELETE d
