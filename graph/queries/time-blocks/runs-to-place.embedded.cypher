// Purpose: runs of a store of an older schema that carry no blocks of time yet.
// Params:  limit: integer.
// Columns: key, component: string; start: µs; end: µs or null.
// Cost:    reads the runs, once in a store's life.
MATCH (r:ComponentRun)
WHERE r.component IS NOT NULL AND r.start IS NOT NULL AND r.startBlock IS NULL
RETURN r.key AS key, r.component AS component, r.start AS start, r.end AS end
LIMIT $limit
