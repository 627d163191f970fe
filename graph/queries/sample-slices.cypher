// Purpose: some slices whose key starts with a text, for "did you mean".
// Params:  start: string; limit: integer.
// Columns: name, value: string.
// Cost:    one range seek, then `limit` entries, on Neo4j.
MATCH (s:Slice)
WHERE s.key STARTS WITH $start
RETURN s.name AS name, s.value AS value
LIMIT $limit
