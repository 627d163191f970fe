// Purpose: what depends on these runs, but for some pointers, while those are being repaired.
// Params:  keys: string[], run keys; asOf: µs; without: string[], pointer keys; limit: integer.
// Columns: from, to, pointer: string; at: µs.
// Cost:    one index seek a key, then its dependents.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})<-[d:DEPENDS_ON]-(x:ComponentRun)
WHERE d.at <= $asOf AND NOT d.pointer IN $without
RETURN x.key AS from, key AS to, d.pointer AS pointer, d.at AS at
LIMIT $limit
