// Purpose: the schema version and configuration of this store.
// Params:  none.
// Columns: version: integer; applied: integer[] or null; clockSkew: µs; rederiveSkew: µs or null; salts: string[] or null.
// Cost:    one node.
MATCH (m:Meta {key: 'store'})
RETURN m.version AS version, m.applied AS applied, m.clockSkew AS clockSkew, m.rederiveSkew AS rederiveSkew, m.salts AS salts
