// Purpose: lets one fold work at a time.
// Params:  none.
// Columns: none.
// Cost:    one node; waits for another fold.
MATCH (m:Meta {key: 'store'})
SET m.locked = true
