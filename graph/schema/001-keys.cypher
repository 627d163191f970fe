// Purpose: one node a key, and the seeks that writes and questions stand on.
// Params:  none.
// Columns: none.
// Cost:    each statement once, on an empty store.
CREATE CONSTRAINT component_key IF NOT EXISTS FOR (n:Component) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT component_run_key IF NOT EXISTS FOR (n:ComponentRun) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT io_pointer_key IF NOT EXISTS FOR (n:IOPointer) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT metric_key IF NOT EXISTS FOR (n:Metric) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT trigger_result_key IF NOT EXISTS FOR (n:TriggerResult) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT annotation_key IF NOT EXISTS FOR (n:Annotation) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT code_key IF NOT EXISTS FOR (n:Code) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT slice_key IF NOT EXISTS FOR (n:Slice) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT label_key IF NOT EXISTS FOR (n:Label) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT span_key IF NOT EXISTS FOR (n:Span) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT meta_key IF NOT EXISTS FOR (n:Meta) REQUIRE n.key IS UNIQUE;
CREATE INDEX io_pointer_name IF NOT EXISTS FOR (n:IOPointer) ON (n.name);
CREATE INDEX annotation_kind IF NOT EXISTS FOR (n:Annotation) ON (n.kind);
CREATE INDEX run_component_start IF NOT EXISTS FOR (n:ComponentRun) ON (n.component, n.start);
CREATE INDEX run_component_end IF NOT EXISTS FOR (n:ComponentRun) ON (n.component, n.end);
CREATE INDEX run_start IF NOT EXISTS FOR (n:ComponentRun) ON (n.start);
CREATE INDEX produced_at IF NOT EXISTS FOR ()-[e:PRODUCED]-() ON (e.pointer, e.at);
CREATE INDEX produced_digest IF NOT EXISTS FOR ()-[e:PRODUCED]-() ON (e.pointer, e.digest, e.at);
CREATE INDEX consumed_at IF NOT EXISTS FOR ()-[e:CONSUMED]-() ON (e.pointer, e.at);
