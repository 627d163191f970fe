// Purpose: how many edges the store holds.
// Params:  none.
// Columns: edges: integer.
// Cost:    Neo4j knows the count; the embedded store reads its edges.
MATCH ()-[e]->()
RETURN count(e) AS edges
