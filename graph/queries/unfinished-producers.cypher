// Purpose: runs that had started by a time and name a pointer as output that they had not written by then.
// Params:  pointer: string, its key; asOf: µs.
// Columns: run: string.
// Cost:    the pointer's writers; asked only when none of them had written it.
MATCH (p:IOPointer {key: $pointer})<-[e:PRODUCED]-(r:ComponentRun)
WHERE r.start <= $asOf AND (e.at IS NULL OR e.at > $asOf)
RETURN r.key AS run
