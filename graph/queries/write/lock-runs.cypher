// Purpose: locks these runs against other writers and makes the missing ones whole, with what they read, wrote and are runs of; says which were there, or are named by others.
// Params:  rows: lists, in key order: key, id, start, day, component, state, end, service, environment, codeVersion, codeDigest, error, traceId, spanId, stamp, then inputs and outputs: lists of pointer, at, digest, rows, bytes, knownAt, fromAt, fromSpan. A list of a key alone is a span that may be a run.
// Columns: key: string; made: boolean, true when the node is new; known: boolean, true when facts of it have to be loaded; named: boolean, true when runs name it as parent or link to it.
// Cost:    two index seeks a run and one an edge; waits for writers of the same runs.
UNWIND $rows AS row
MERGE (n:ComponentRun {key: row[0]})
ON CREATE SET
  n.id = row[1], n.start = row[2], n.day = row[3], n.component = row[4], n.state = row[5], n.end = row[6],
  n.service = row[7], n.environment = row[8], n.codeVersion = row[9], n.codeDigest = row[10], n.error = row[11],
  n.traceId = row[12], n.spanId = row[13], n.stamp = row[14]
ON MATCH SET n.locked = true
WITH row, n, n.locked IS NULL AS made, EXISTS { MATCH (:Span {key: row[0]}) } AS named
CALL (row, n, made) {
  WITH row, n WHERE made
  MATCH (c:Component {key: row[4]})
  CREATE (n)-[:RUN_OF]->(c)
}
CALL (row, n, made) {
  WITH row, n WHERE made
  UNWIND row[15] AS edge
  MATCH (p:IOPointer {key: edge[0]})
  CREATE (n)-[:CONSUMED {pointer: edge[0], at: edge[1], digest: edge[2], rows: edge[3], bytes: edge[4], knownAt: edge[5], fromAt: edge[6], fromSpan: edge[7]}]->(p)
}
CALL (row, n, made) {
  WITH row, n WHERE made
  UNWIND row[16] AS edge
  MATCH (p:IOPointer {key: edge[0]})
  CREATE (n)-[:PRODUCED {pointer: edge[0], at: edge[1], digest: edge[2], rows: edge[3], bytes: edge[4], knownAt: edge[5], fromAt: edge[6], fromSpan: edge[7]}]->(p)
}
WITH row, n, made, named
WHERE row[1] IS NOT NULL AND (named OR NOT made)
RETURN row[0] AS key, made, NOT made AND n.id IS NOT NULL AS known, named
