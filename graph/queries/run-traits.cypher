// Purpose: what a ranking needs of runs: whose they are and with which code they ran.
// Params:  keys: string[], run keys.
// Columns: key, component: string; environment, codeVersion, codeDigest: string or null; start: µs.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
WHERE r.component IS NOT NULL
RETURN
  key AS key,
  r.component AS component,
  r.environment AS environment,
  r.codeVersion AS codeVersion,
  r.codeDigest AS codeDigest,
  r.start AS start
