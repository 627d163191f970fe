// Purpose: whether any child span waits for its run, found by one seek.
// Params:  none.
// Columns: none.
// Cost:    each statement once.
CREATE INDEX span_waits IF NOT EXISTS FOR (n:Span) ON (n.waits);
