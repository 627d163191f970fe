// Purpose: ok runs of a component that ended at one moment.
// Params:  rows: maps with index (integer), component (key), pointer (key that they wrote, or null) and end (µs).
// Columns: index: integer; key: string.
// Cost:    one seek a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {component: row.component, end: row.end})
WHERE r.state = 'ok'
  AND (row.pointer IS NULL OR EXISTS { MATCH (r)-[e:PRODUCED]->(:IOPointer) WHERE e.pointer = row.pointer })
RETURN row.index AS index, r.key AS key
