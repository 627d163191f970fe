// Purpose: one tombstone a forgotten name, and the seeks that forgetting stands on.
// Params:  none.
// Columns: none.
// Cost:    each statement once.
CREATE CONSTRAINT tombstone_key IF NOT EXISTS FOR (n:Tombstone) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT receipt_key IF NOT EXISTS FOR (n:Receipt) REQUIRE n.key IS UNIQUE;
CREATE INDEX tombstone_waits IF NOT EXISTS FOR (n:Tombstone) ON (n.waits);
