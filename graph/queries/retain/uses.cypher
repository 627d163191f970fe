// Purpose: when these pointers were first and last used, by runs that are kept and by folded ones.
// Params:  keys: string[], pointer keys.
// Columns: key: string; times: list of µs.
// Cost:    four seeks a key in the indexes on PRODUCED(pointer, at) and CONSUMED(pointer, at).
UNWIND $keys AS key
MATCH (p:IOPointer {key: key})
CALL (key) {
  MATCH ()-[e:PRODUCED]->()
  WHERE e.pointer = key AND e.at IS NOT NULL
  WITH e ORDER BY e.pointer, e.at LIMIT 1
  RETURN collect(e.at) AS firstWrite
}
CALL (key) {
  MATCH ()-[e:PRODUCED]->()
  WHERE e.pointer = key AND e.at IS NOT NULL
  WITH e ORDER BY e.pointer DESC, e.at DESC LIMIT 1
  RETURN collect(e.at) AS lastWrite
}
CALL (key) {
  MATCH ()-[e:CONSUMED]->()
  WHERE e.pointer = key AND e.at IS NOT NULL
  WITH e ORDER BY e.pointer, e.at LIMIT 1
  RETURN collect(e.at) AS firstRead
}
CALL (key) {
  MATCH ()-[e:CONSUMED]->()
  WHERE e.pointer = key AND e.at IS NOT NULL
  WITH e ORDER BY e.pointer DESC, e.at DESC LIMIT 1
  RETURN collect(e.at) AS lastRead
}
RETURN key, firstWrite + lastWrite + firstRead + lastRead + [p.foldedFirst, p.foldedLast] AS times
