// Purpose: what is left to repair of these pointers.
// Params:  keys: string[], pointer keys.
// Columns: pointer: string; from, until: µs.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (n:Repair {key: key})
RETURN key AS pointer, n.from AS from, n.until AS until
