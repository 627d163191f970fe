// Purpose: the greatest node number of the embedded store, which numbers its nodes from 0.
// Params:  none.
// Columns: last: integer or null.
// Cost:    reads the number of every node once; for export alone.
MATCH (n)
RETURN max(id(n)) AS last
