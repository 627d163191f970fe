// Purpose: the constraints of this database.
// Params:  none.
// Columns: name: string.
// Cost:    the schema alone.
SHOW CONSTRAINTS YIELD name
RETURN name AS name
