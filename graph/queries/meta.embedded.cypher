// Purpose: the schema version and configuration of this store.
// Params:  none.
// Columns: version: integer; applied: integer[] or null; clockSkew: µs; rederiveSkew: µs or null; salts: string[] or null.
// Cost:    one node; by its label and by named properties: a key or keys() has this engine unpack columns of all nodes, 70 MB each at 100k runs.
MATCH (m:Meta)
RETURN m.version AS version, m.applied AS applied, m.clockSkew AS clockSkew, m.rederiveSkew AS rederiveSkew, m.salts AS salts
