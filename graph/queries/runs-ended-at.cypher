// Purpose: ok runs of a component that ended at one moment.
// Params:  rows: maps with index (integer), component (key) and end (µs).
// Columns: index: integer; key: string.
// Cost:    one seek a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {component: row.component, end: row.end})
WHERE r.state = 'ok'
RETURN row.index AS index, r.key AS key
