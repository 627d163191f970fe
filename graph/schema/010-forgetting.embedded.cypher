// Purpose: one tombstone a forgotten name, and the seeks that forgetting stands on.
// Params:  none.
// Columns: none.
// Cost:    each statement once.
CREATE INDEX tombstone_key FOR (n:Tombstone) ON (n.key);
CREATE INDEX receipt_key FOR (n:Receipt) ON (n.key);
CREATE INDEX tombstone_waits FOR (n:Tombstone) ON (n.waits);
