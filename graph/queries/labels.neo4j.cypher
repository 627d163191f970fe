// Purpose: labels there are, in key order.
// Params:  limit: integer.
// Columns: key, name: string.
// Cost:    the first `limit` entries of the index on Label(key), which are in order already.
MATCH (l:Label)
WHERE l.key > ''
RETURN l.key AS key, coalesce(l.fullName, l.name) AS name
ORDER BY l.key
LIMIT $limit
