// Purpose: one node a key, and the seeks that writes and questions stand on; equality is all this engine indexes.
// Params:  none.
// Columns: none.
// Cost:    each statement once, on an empty store.
CREATE INDEX component_key FOR (n:Component) ON (n.key);
CREATE INDEX component_run_key FOR (n:ComponentRun) ON (n.key);
CREATE INDEX io_pointer_key FOR (n:IOPointer) ON (n.key);
CREATE INDEX metric_key FOR (n:Metric) ON (n.key);
CREATE INDEX trigger_result_key FOR (n:TriggerResult) ON (n.key);
CREATE INDEX annotation_key FOR (n:Annotation) ON (n.key);
CREATE INDEX code_key FOR (n:Code) ON (n.key);
CREATE INDEX slice_key FOR (n:Slice) ON (n.key);
CREATE INDEX label_key FOR (n:Label) ON (n.key);
CREATE INDEX span_key FOR (n:Span) ON (n.key);
CREATE INDEX io_pointer_name FOR (n:IOPointer) ON (n.name);
CREATE INDEX annotation_kind FOR (n:Annotation) ON (n.kind);
CREATE INDEX run_component FOR (n:ComponentRun) ON (n.component);
CREATE CONSTRAINT component_key_unique FOR (n:Component) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT component_run_key_unique FOR (n:ComponentRun) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT io_pointer_key_unique FOR (n:IOPointer) REQUIRE n.key IS UNIQUE;
