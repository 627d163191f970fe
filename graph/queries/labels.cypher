// Purpose: labels there are, in key order.
// Params:  limit: integer.
// Columns: key, name: string.
// Cost:    reads at most `limit` labels: there are as many as kinds of data.
MATCH (l:Label)
RETURN l.key AS key, coalesce(l.fullName, l.name) AS name
ORDER BY l.key
LIMIT $limit
