// Purpose: moves the horizon of retention forward; it never goes back.
// Params:  horizon: µs.
// Columns: horizon: µs.
// Cost:    one node.
MATCH (m:Meta {key: 'store'})
SET m.horizon = CASE WHEN m.horizon IS NULL OR m.horizon < $horizon THEN $horizon ELSE m.horizon END
RETURN m.horizon AS horizon
