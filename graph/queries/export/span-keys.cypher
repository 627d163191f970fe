// Purpose: the next keys of Span nodes in the order of the keys, for names that came forgotten from another store.
// Params:  after: string, the last key that is known; limit: integer.
// Columns: key: string.
// Cost:    one index seek, then `limit` entries.
MATCH (n:Span)
WHERE n.key > $after
RETURN n.key AS key
ORDER BY n.key
LIMIT $limit
