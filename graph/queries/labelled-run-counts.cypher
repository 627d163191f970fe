// Purpose: how many runs that were there by a time (started, written or read) carry these labels themselves.
// Params:  keys: string[], label keys; asOf: µs; limit: integer, counting stops there.
// Columns: key: string; runs: integer.
// Cost:    one index seek a key, then its runs; this engine cannot stop at `limit`.
UNWIND $keys AS key
MATCH (:Label {key: key})<-[:LABELLED]-(r:ComponentRun)
WHERE r.start <= $asOf
  OR EXISTS { MATCH (r)-[e:PRODUCED]->(:IOPointer) WHERE e.at <= $asOf }
  OR EXISTS { MATCH (r)<-[d:DEPENDS_ON]-(:ComponentRun) WHERE d.at <= $asOf }
RETURN key AS key, count(r) AS runs
