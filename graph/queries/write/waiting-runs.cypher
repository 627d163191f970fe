// Purpose: the runs that name these spans as their parent or link to them.
// Params:  keys: string[], span keys.
// Columns: span, run: string; how: string, CHILD_OF or LINKED_TO.
// Cost:    one index seek a key, then the edges of the span.
UNWIND $keys AS key
MATCH (s:Span {key: key})<-[e:CHILD_OF|LINKED_TO]-(r:ComponentRun)
RETURN key AS span, r.key AS run, type(e) AS how
