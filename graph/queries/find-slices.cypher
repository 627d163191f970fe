// Purpose: slices of these keys, and how many runs each has, so that a question starts at the smallest.
// Params:  keys: string[], keys of Slice nodes.
// Columns: key, name, value: string; runs: integer.
// Cost:    one index seek a key; Neo4j keeps a node's degree.
UNWIND $keys AS key
MATCH (s:Slice {key: key})
RETURN s.key AS key, s.name AS name, s.value AS value, COUNT { (s)<-[:IN_SLICE]-() } AS runs
