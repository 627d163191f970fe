// Purpose: runs with what every list shows of them.
// Params:  keys: string[], run keys.
// Columns: key, id, component, componentName, namespace, state: string; environment: string or null; start, end: µs; error; inputs, outputs, failedTriggers: lists of maps.
// Cost:    one index seek a key, then its own edges; only what is shown is named: the embedded engine unpacks what it is asked for, block by block, and keeps it.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:RUN_OF]->(c:Component)
RETURN
  r.key AS key,
  r.id AS id,
  c.key AS component,
  coalesce(c.fullName, c.name) AS componentName,
  c.namespace AS namespace,
  r.state AS state,
  r.environment AS environment,
  r.start AS start,
  r.end AS end,
  r.error AS error,
  [(r)-[e:CONSUMED]->(p:IOPointer) | {pointer: p.key, name: coalesce(p.fullName, p.name), at: e.at}] AS inputs,
  [(r)-[e:PRODUCED]->(p:IOPointer) | {pointer: p.key, name: coalesce(p.fullName, p.name), at: e.at}] AS outputs,
  [(r)-[:CHECKED]->(t:TriggerResult) WHERE t.status IN ['fail', 'error'] | {phase: t.phase, name: coalesce(t.fullName, t.name), status: t.status, message: t.message, value: t.value, threshold: t.threshold, at: t.at}] AS failedTriggers
