// Purpose: removes the spans that were made for a lock alone.
// Params:  keys: string[], node keys in key order.
// Columns: none.
// Cost:    one index seek and one degree a key.
UNWIND $keys AS key
MATCH (s:Span {key: key})
WHERE NOT EXISTS { MATCH (s)-[:SPAN_OF|CHILD_OF|LINKED_TO]-() }
DELETE s
