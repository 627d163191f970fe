// Purpose: runs that were there by a time (started, written or read) and carry a label themselves.
// Params:  label: string, its key; asOf: µs; limit: integer.
// Columns: run: string.
// Cost:    one index seek, then `limit` of the label's runs at the most.
MATCH (:Label {key: $label})<-[:LABELLED]-(r:ComponentRun)
WHERE r.start <= $asOf
  OR EXISTS { MATCH (r)-[e:PRODUCED]->(:IOPointer) WHERE e.at <= $asOf }
  OR EXISTS { MATCH (r)<-[d:DEPENDS_ON]-(:ComponentRun) WHERE d.at <= $asOf }
RETURN r.key AS run
LIMIT $limit
