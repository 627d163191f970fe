// Purpose: the spans that these runs have, name as parents or link to.
// Params:  keys: string[], run keys.
// Columns: span: string.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:CHILD_OF|LINKED_TO|SPAN_OF]-(s:Span)
RETURN DISTINCT s.key AS span
