// Purpose: removes what the store keeps of itself, to be written anew in the same transaction.
// Params:  none.
// Columns: none.
// Cost:    one node.
MATCH (m:Meta {key: 'store'})
DETACH DELETE m
