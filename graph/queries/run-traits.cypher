// Purpose: what a ranking needs of runs: whose they are and with which code they ran.
// Params:  keys: string[], run keys.
// Columns: key, component, componentName, namespace: string; environment, codeVersion, codeDigest: string or null; start: µs.
// Cost:    one index seek a key, then one edge.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:RUN_OF]->(c:Component)
RETURN
  r.key AS key,
  c.key AS component,
  coalesce(c.fullName, c.name) AS componentName,
  c.namespace AS namespace,
  r.environment AS environment,
  r.codeVersion AS codeVersion,
  r.codeDigest AS codeDigest,
  r.start AS start
