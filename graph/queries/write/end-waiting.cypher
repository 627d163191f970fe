// Purpose: makes child spans whose run is known plain spans of it.
// Params:  keys: string[], span keys.
// Columns: none.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (c:Span {key: key})
SET c.waits = null, c.facts = null, c.waitsSince = null
