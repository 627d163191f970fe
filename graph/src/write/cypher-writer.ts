/** Writes to a Cypher engine: batches, and the repairs that they leave. */
import type { CypherEngine } from '../engines/cypher-engine.ts';
import type { GatheredFacts } from '../facts/gathered-facts.ts';
import type { LineageBatch, WriteReport } from '../facts/lineage-batch.ts';
import {
  mergeWithinHorizon,
  type StoreRules,
  type Written,
  writeWithinHorizon,
} from '../retention/horizon.ts';
import { repairSome } from './repair.ts';
import { writeBisecting } from './write-bisecting.ts';

export interface RepairOptions {
  /** Reads of others that one transaction decides again. */
  readonly max: number;
  /** Whether each write carries on with what others left. */
  readonly carryOn: boolean;
}

/** 5,000 reads are about a second of work for Neo4j. */
export const REPAIRS: RepairOptions = { max: 5_000, carryOn: true };

export class CypherWriter {
  readonly #engine: CypherEngine;
  readonly #rules: StoreRules;
  readonly #carriesOn: boolean;
  #carryingOn: Promise<void> | null = null;

  constructor(engine: CypherEngine, clockSkew: bigint, { max, carryOn }: RepairOptions) {
    this.#engine = engine;
    this.#rules = { clockSkew, repairMax: max };
    this.#carriesOn = carryOn;
  }

  write(batch: LineageBatch): Promise<WriteReport> {
    return writeBisecting(batch, async (part) =>
      this.#after(await writeWithinHorizon(this.#engine, part, this.#rules)),
    );
  }

  /** Merges facts of runs that are whole. */
  async merge(facts: GatheredFacts): Promise<void> {
    this.#after(await mergeWithinHorizon(this.#engine, facts, this.#rules));
  }

  #after(written: Written): Written {
    if (written.repairs && this.#carriesOn) this.carryOn();
    return written;
  }

  repair(): Promise<boolean> {
    return repairSome(this.#engine, this.#rules);
  }

  /** Does one part of a pending repair behind the caller's back. */
  carryOn(): void {
    this.#carryingOn ??= this.repair()
      // Whoever writes next tries again, and the service does so when it is idle.
      .then(
        () => {},
        () => {},
      )
      .finally(() => {
        this.#carryingOn = null;
      });
  }

  async close(): Promise<void> {
    await this.#carryingOn;
  }
}
