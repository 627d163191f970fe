// Purpose: rewrites IN_SLICE edges that are known to exist, from the side of the run, whose degree is small.
// Params:  rows: maps with run, other (keys of the two ends) and properties (of the edge).
// Columns: none.
// Cost:    one index seek a row, then the run's own edges.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
WITH row, r
MATCH (r)-[e:IN_SLICE]->(:Slice)
WHERE e.slice = row.other
SET e = row.properties
