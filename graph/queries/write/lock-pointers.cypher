// Purpose: locks these IOPointer nodes against other writers, makes the missing ones whole, and says of the others what choosing producers needs.
// Params:  rows: maps with key, properties (map), readUntil (µs; null: not read) and writtenFrom (µs; null: not written), in key order.
// Columns: of those that were there: key: string; node: map of its properties when they may have to change, else null; writers: its latest two writes up to readUntil, as `producers` gives them; readLater: boolean, true when somebody reads it at or after writtenFrom.
// Cost:    one index seek a row, two more of one that was there; waits for writers of the same nodes.
UNWIND $rows AS row
MERGE (n:IOPointer {key: row.key})
ON CREATE SET n += row.properties
ON MATCH SET n.locked = true
WITH row, n
WHERE n.locked
CALL (row) {
  MATCH (r:ComponentRun)-[e:PRODUCED]->(:IOPointer)
  WHERE e.pointer = row.key AND e.at <= row.readUntil
  WITH r, e ORDER BY e.pointer DESC, e.at DESC LIMIT 2
  RETURN collect({
    run: r.key, at: e.at, digest: e.digest,
    encloses: EXISTS { MATCH (r)<-[:PART_OF]-() }, enclosed: EXISTS { MATCH (r)-[:PART_OF]->() }
  }) AS writers
}
CALL (row) {
  MATCH (:ComponentRun)-[e:CONSUMED]->(:IOPointer)
  WHERE e.pointer = row.key AND e.at >= row.writtenFrom
  WITH e LIMIT 1
  RETURN count(e) > 0 AS readLater
}
WITH row, n, writers, readLater, row.properties AS arrived
RETURN
  row.key AS key, writers, readLater,
  CASE WHEN n.name IS NULL OR n.type <> arrived.type OR n.typeExplicit <> arrived.typeExplicit OR arrived.flagAt IS NOT NULL THEN properties(n) END AS node
