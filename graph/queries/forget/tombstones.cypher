// Purpose: which of these keys are tombstones, and what became of the forgotten names.
// Params:  keys: string[], keys of tombstones.
// Columns: key, kind, fate: string.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (t:Tombstone {key: key})
RETURN key AS key, t.kind AS kind, t.fate AS fate
