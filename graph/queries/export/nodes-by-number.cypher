// Purpose: labels and keys of the embedded store's nodes in a range of their numbers, for export.
// Params:  from, until: integer, both included.
// Columns: label, key: string.
// Cost:    one look-up a number; numbers of deleted nodes give nothing.
UNWIND range($from, $until) AS number
MATCH (n)
WHERE id(n) = number
RETURN labels(n)[0] AS label, n.key AS key
