// Purpose: the next keys of Tombstone nodes in the order of the keys, for export.
// Params:  after: string, the last key that is known; limit: integer.
// Columns: key: string.
// Cost:    one index seek, then `limit` entries.
MATCH (n:Tombstone)
WHERE n.key > $after
RETURN n.key AS key
ORDER BY n.key
LIMIT $limit
