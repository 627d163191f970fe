// Purpose: takes away what summaries depend on by way of these pointers; the edges hold their names.
// Params:  keys: string[], pointer keys.
// Columns: none.
// Cost:    one index seek a key, then the edges of each summary that read it.
UNWIND $keys AS key
MATCH (:IOPointer {key: key})<-[:READ]-(s:DailyRuns)
WITH key, s
MATCH (s)-[d:DEPENDS_ON]->()
WHERE d.pointer = key
DELETE d
