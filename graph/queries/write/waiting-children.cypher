// Purpose: the child spans that wait for these spans, for each other on the way to them, or are these spans.
// Params:  keys: string[], span keys.
// Columns: key, facts: string.
// Cost:    one index seek a key, then what waits below it, at most 32 steps.
UNWIND $keys AS key
MATCH (s:Span {key: key})<-[:CHILD_OF*0..32]-(c:Span)
WHERE c.waits = true
RETURN DISTINCT c.key AS key, c.facts AS facts
