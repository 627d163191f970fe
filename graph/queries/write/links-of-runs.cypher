// Purpose: the spans that these runs link to.
// Params:  keys: string[], run keys.
// Columns: run, span: string.
// Cost:    one index seek and one degree a key.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:LINKED_TO]->(s:Span)
RETURN key AS run, s.key AS span
