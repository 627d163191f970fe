// Purpose: what is left to derive, found by one seek.
// Params:  none.
// Columns: none.
// Cost:    each statement once.
CREATE INDEX repair_key FOR (n:Repair) ON (n.key);
CREATE INDEX repair_pending FOR (n:Repair) ON (n.pending);
