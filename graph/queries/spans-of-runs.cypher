// Purpose: the spans of these runs that have other keys than the run.
// Params:  keys: string[], run keys.
// Columns: run, span: string.
// Cost:    one index seek a key, then its spans.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})<-[:SPAN_OF]-(s:Span)
RETURN key AS run, s.key AS span
