// Purpose: when these pointers were first and last used, by runs that are kept and by folded ones.
// Params:  keys: string[], pointer keys.
// Columns: key: string; times: list of µs.
// Cost:    one seek a key, then the pointer's readers and writers.
UNWIND $keys AS key
MATCH (p:IOPointer {key: key})<-[e:CONSUMED|PRODUCED]-(:ComponentRun)
WITH key, min(e.at) AS first, max(e.at) AS last, min(p.foldedFirst) AS foldedFirst, max(p.foldedLast) AS foldedLast
RETURN key, [first, last, foldedFirst, foldedLast] AS times
