// Purpose: how many child spans wait for their run.
// Params:  none.
// Columns: spans: integer.
// Cost:    one index seek, then what waits: a day's at most.
MATCH (c:Span {waits: true})
RETURN count(c) AS spans
