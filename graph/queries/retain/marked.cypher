// Purpose: which of these runs people marked: by a word on them, a flag or a word on what they wrote.
// Params:  keys: string[], run keys.
// Columns: key: string.
// Cost:    one index seek a key, then its outputs and their annotations.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
WHERE EXISTS { MATCH (:Annotation)-[:ABOUT]->(r) }
  OR EXISTS { MATCH (r)-[:PRODUCED]->(p:IOPointer) WHERE p.flagged = true }
  OR EXISTS { MATCH (r)-[:PRODUCED]->(:IOPointer)<-[:ABOUT]-(a:Annotation) WHERE a.kind <> 'flag' }
RETURN key
