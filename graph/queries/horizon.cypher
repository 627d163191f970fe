// Purpose: the time before which old runs are kept as daily summaries; none: nothing was ever folded.
// Params:  none.
// Columns: horizon: µs or null.
// Cost:    one node.
MATCH (m:Meta {key: 'store'})
RETURN m.horizon AS horizon
