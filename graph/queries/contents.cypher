// Purpose: the code of these runs, and what is known of the content of what they read and wrote; apart from the runs, for the embedded engine unpacks whole columns, up to 40 MB each at 100k runs.
// Params:  keys: string[], run keys.
// Columns: run: string; codeVersion, codeDigest: string or null; inputs, outputs: lists of maps.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
RETURN
  r.key AS run,
  r.codeVersion AS codeVersion,
  r.codeDigest AS codeDigest,
  [(r)-[e:CONSUMED]->(p:IOPointer) | {pointer: p.key, type: p.type, digest: e.digest, rows: e.rows, bytes: e.bytes}] AS inputs,
  [(r)-[e:PRODUCED]->(p:IOPointer) | {pointer: p.key, type: p.type, digest: e.digest, rows: e.rows, bytes: e.bytes}] AS outputs
