// Purpose: the next runs in the order of their keys, as the engine sorts them.
// Params:  after: string, a run's key, '' for the first; limit: integer.
// Columns: key: string.
// Cost:    an ordered seek from that key on; the embedded store scans all runs.
MATCH (r:ComponentRun)
WHERE r.key > $after
RETURN r.key AS key
ORDER BY key
LIMIT $limit
