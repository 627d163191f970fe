// Purpose: child spans that wait for their run and came before a time.
// Params:  before: µs; limit: integer.
// Columns: key, facts: string; since: µs, when it came.
// Cost:    one index seek, then what waits: a day's at most.
MATCH (c:Span {waits: true})
WHERE c.waitsSince < $before
RETURN c.key AS key, c.facts AS facts, c.waitsSince AS since
LIMIT $limit
