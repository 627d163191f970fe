// Purpose: summaries of which a run read a pointer at or before a time.
// Params:  pointer: string, its key; asOf: µs; limit: integer.
// Columns: run: string.
// Cost:    one index seek, then the pointer's summaries, `limit` at the most.
MATCH (p:IOPointer {key: $pointer})<-[e:READ]-(s:DailyRuns)
WHERE e.at <= $asOf
RETURN s.key AS run
LIMIT $limit
