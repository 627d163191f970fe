// Purpose: every edge, for tests and export.
// Params:  none.
// Columns: type, fromLabel, from, toLabel, to: string; properties: map.
// Cost:    reads the whole store.
MATCH (a)-[e]->(b)
RETURN type(e) AS type, labels(a)[0] AS fromLabel, a.key AS from, labels(b)[0] AS toLabel, b.key AS to, properties(e) AS properties
