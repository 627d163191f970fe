// Purpose: the reads whose dependencies are still to be derived again; nearly always none.
// Params:  none.
// Columns: pointer: string; from (at or after), until (before): µs.
// Cost:    one index seek.
MATCH (n:Repair {pending: true})
RETURN n.key AS pointer, n.from AS from, n.until AS until
