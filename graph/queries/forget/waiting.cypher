// Purpose: some of what is marked and still there.
// Params:  limit: integer.
// Columns: key, kind, fate: string, of the tombstone; receipt: string or null; name: string, key of what is forgotten.
// Cost:    one index seek, then `limit` nodes.
MATCH (t:Tombstone {waits: 'yes'})-[:FORGETS]->(n)
RETURN t.key AS key, t.kind AS kind, t.fate AS fate, t.receipt AS receipt, n.key AS name
LIMIT $limit
