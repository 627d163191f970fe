// Purpose: removes those of these Span nodes that nothing is tied to any more.
// Params:  keys: string[], node keys.
// Columns: none.
// Cost:    one index seek and one look for an edge a key.
UNWIND $keys AS key
MATCH (n:Span {key: key})
WHERE NOT EXISTS { MATCH (n)--() }
DELETE n
