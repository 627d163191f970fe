// Purpose: removes Annotation nodes with their edges.
// Params:  keys: string[], node keys.
// Columns: none.
// Cost:    one index seek a key, then its edges.
UNWIND $keys AS key
MATCH (n:Annotation {key: key})
DETACH DELETE n
