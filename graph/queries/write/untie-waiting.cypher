// Purpose: takes child spans that wait away from the spans that they wait for.
// Params:  keys: string[], span keys.
// Columns: parent: string, the spans that were waited for.
// Cost:    one index seek a key and its one edge.
UNWIND $keys AS key
MATCH (c:Span {key: key})-[e:CHILD_OF]->(p:Span)
DELETE e
RETURN p.key AS parent
