// Purpose: what was said of it.
// Params:  key: string.
// Columns: annotation: map.
// Cost:    one index seek, then its annotations.
MATCH (n:IOPointer {key: $key})<-[:ABOUT]-(a:Annotation)
RETURN properties(a) AS annotation
