// Purpose: adds to a receipt what one step took away.
// Params:  key: string, the receipt's; metrics, triggers, annotations: integer.
// Columns: none.
// Cost:    one index seek.
MATCH (r:Receipt {key: $key})
SET r.metrics = r.metrics + $metrics
SET r.triggers = r.triggers + $triggers
SET r.annotations = r.annotations + $annotations
