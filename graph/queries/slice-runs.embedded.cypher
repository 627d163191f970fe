// Purpose: the latest runs of a slice that started at or before a time.
// Params:  slice: string, its key; asOf: µs; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one seek, then the slice's runs: this engine has no ordered index.
MATCH (:Slice {key: $slice})<-[e:IN_SLICE]-(r:ComponentRun)
WHERE e.start <= $asOf
RETURN r.key AS key, e.start AS start
ORDER BY e.start DESC
LIMIT $limit
