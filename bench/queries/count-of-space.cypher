// Purpose: what one loader has written: all of them must have made the same graph.
// Params:  space: string, the namespace of its components.
// Columns: runs, inputs, outputs, dependencies: integer.
// Cost:    every run of the space and its edges.
MATCH (c:Component)<-[:RUN_OF]-(r:ComponentRun)
WHERE c.namespace = $space
RETURN
  count(r) AS runs,
  sum(COUNT { (r)-[:CONSUMED]->() }) AS inputs,
  sum(COUNT { (r)-[:PRODUCED]->() }) AS outputs,
  sum(COUNT { (r)-[:DEPENDS_ON]->() }) AS dependencies
