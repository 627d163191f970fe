// Purpose: ok runs of a component that ended in a span of time: how many, and the last end.
// Params:  rows: maps with index (integer), component (key), pointer (key that they wrote, or null), after and until (µs).
// Columns: index: integer; count: integer; last: µs.
// Cost:    one seek a row, then the component's runs: this engine has no ordered index.
UNWIND $rows AS row
MATCH (r:ComponentRun {component: row.component})
WHERE r.end > row.after AND r.end <= row.until AND r.state = 'ok'
  AND (row.pointer IS NULL OR EXISTS { MATCH (r)-[e:PRODUCED]->(:IOPointer) WHERE e.pointer = row.pointer })
RETURN row.index AS index, count(r) AS count, max(r.end) AS last
