// Purpose: the indexes of this store; the engine takes no choice of columns, and makes an index while the statement runs.
// Params:  none.
// Columns: name: string; type, label, property: string.
// Cost:    the schema alone.
SHOW INDEXES
