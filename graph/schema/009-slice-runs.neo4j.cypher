// Purpose: the latest runs of a slice are one ordered seek, however many it has.
// Params:  none.
// Columns: none.
// Cost:    once.
CREATE INDEX in_slice_start IF NOT EXISTS FOR ()-[e:IN_SLICE]-() ON (e.slice, e.start);
