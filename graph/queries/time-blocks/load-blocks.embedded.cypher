// Purpose: which blocks of time under these were ever filled.
// Params:  keys: string[], of TimeBlock nodes.
// Columns: key: string; filled: string, a bit for each of 1,024 children, in hex.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (b:TimeBlock {key: key})
RETURN key AS key, b.filled AS filled
