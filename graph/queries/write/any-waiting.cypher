// Purpose: whether any child span waits for its run; nearly always there is none, or the seek finds one at once.
// Params:  none.
// Columns: key: string.
// Cost:    one index seek.
MATCH (s:Span {waits: true})
RETURN s.key AS key
LIMIT 1
