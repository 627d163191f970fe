// Purpose: keeps the salts under which names were hashed.
// Params:  salts: string[], hexadecimal.
// Columns: none.
// Cost:    one node.
MERGE (m:Meta {key: 'store'})
SET m.salts = $salts
