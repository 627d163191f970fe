import type * as graph from '@spantrail/graph';
import type { Command, LineageStore, Question } from '@spantrail/graph';

/** What the CLI needs of the graph, so that a test can stand in for a store. */
export interface GraphDoor {
  readonly questions: readonly Question[];
  readonly commands: readonly Command[];
  readonly openLineage: (options: {
    readonly store: string;
    readonly readOnly?: boolean;
    readonly upkeep?: boolean;
  }) => Promise<LineageStore>;
  readonly checkExport: typeof graph.checkExport;
  readonly exportLines: typeof graph.exportLines;
  readonly importLines: typeof graph.importLines;
  readonly splitExport: typeof graph.splitExport;
}
