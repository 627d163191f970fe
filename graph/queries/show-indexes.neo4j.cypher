// Purpose: the indexes of this database, with those that constraints bring along.
// Params:  none.
// Columns: name: string; state: 'ONLINE' | 'POPULATING' | 'FAILED'; progress: float, percent.
// Cost:    the schema alone.
SHOW INDEXES YIELD name, state, populationPercent
RETURN name AS name, state AS state, populationPercent AS progress
