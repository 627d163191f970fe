// Purpose: locks what the store keeps of itself, and reads how far its dependencies have been derived anew.
// Params:  none.
// Columns: after: string, key of the last run that is done; null when nothing is under way.
// Cost:    one node; waits for another one who derives.
MATCH (m:Meta {key: 'store'})
SET m.locked = true
RETURN m.rederiveAfter AS after
