import type { AnnotationFact, LineageBatch, WriteReport } from './lineage-batch.ts';

/** placeholder door, being written */
export interface LineageStore {
  write(batch: LineageBatch): Promise<WriteReport>;
  close(): Promise<void>;
}
export type { AnnotationFact };
