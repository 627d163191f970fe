// Purpose: the latest runs of a slice that started at or before a time.
// Params:  slice: string, its key; asOf: µs; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one seek in the index on IN_SLICE(slice, start), then `limit` entries; the order names the whole prefix, else it reads all.
MATCH (r:ComponentRun)-[e:IN_SLICE]->(:Slice)
WHERE e.slice = $slice AND e.start <= $asOf
RETURN r.key AS key, e.start AS start
ORDER BY e.slice DESC, e.start DESC
LIMIT $limit
