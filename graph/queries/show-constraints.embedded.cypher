// Purpose: the constraints of this store; the engine takes no choice of columns.
// Params:  none.
// Columns: name: string; type, label, properties: string.
// Cost:    the schema alone.
SHOW CONSTRAINTS
