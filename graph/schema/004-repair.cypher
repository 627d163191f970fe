// Purpose: what is left to derive, found by one seek.
// Params:  none.
// Columns: none.
// Cost:    each statement once.
CREATE CONSTRAINT repair_key IF NOT EXISTS FOR (n:Repair) REQUIRE n.key IS UNIQUE;
CREATE INDEX repair_pending IF NOT EXISTS FOR (n:Repair) ON (n.pending);
