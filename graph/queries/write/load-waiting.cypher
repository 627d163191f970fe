// Purpose: what these child spans say, of those that wait for their run.
// Params:  keys: string[], span keys.
// Columns: key, facts: string.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (c:Span {key: key})
WHERE c.waits = true
RETURN key AS key, c.facts AS facts
