// Purpose: ok runs of a component that ended in some blocks of time.
// Params:  blocks: string[].
// Columns: block, key: string; end: µs.
// Cost:    one index seek a block, then its runs.
UNWIND $blocks AS block
MATCH (r:ComponentRun {endBlock: block})
WHERE r.state = 'ok'
RETURN block AS block, r.key AS key, r.end AS end
