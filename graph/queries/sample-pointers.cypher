// Purpose: some names of pointers that start with a text.
// Params:  start: string; limit: integer.
// Columns: name: string.
// Cost:    one range seek, then `limit` entries, on Neo4j.
MATCH (p:IOPointer)
WHERE p.name STARTS WITH $start
RETURN p.name AS name
LIMIT $limit
