/**
 * What the store's own write is held against: loaders of the same graph in a few UNWIND statements, one
 * transaction a batch, its statements sent without waiting for one another. They merge nothing, notice no
 * repetition, and know only runs that arrive whole and in the order of time.
 */
import neo4j, { type Driver } from 'neo4j-driver';
import type { LoaderRows } from './loader-rows.ts';
import { statements } from './loader-statements.ts';

/** `seeks`: finds the dependencies by seeks in the same transaction. `handed`: is given them. */
export type LoaderKind = 'seeks' | 'handed';

export class BareLoader {
  readonly #driver: Driver;

  constructor(uri: string) {
    this.#driver = neo4j.driver(uri, undefined, { useBigInt: true, telemetryDisabled: true });
  }

  async load(kind: LoaderKind, rows: LoaderRows): Promise<void> {
    const session = this.#driver.session();
    const last =
      kind === 'seeks'
        ? ([statements.resolve, rows.inputs] as const)
        : ([statements.dependencies, rows.dependencies] as const);
    await session.executeWrite((transaction) =>
      Promise.all(
        [
          [statements.components, rows.components] as const,
          [statements.pointers, rows.pointers] as const,
          [statements.runs, rows.runs] as const,
          [statements.inputs, rows.inputs] as const,
          [statements.outputs, rows.outputs] as const,
          last,
        ].map(([statement, rows]) => transaction.run(statement, { rows })),
      ),
    );
    await session.close();
  }

  /** How many runs, inputs, outputs and dependencies a space holds, as one comparable text. */
  async count(space: string): Promise<string> {
    const { records } = await this.#driver.executeQuery(statements.count, { space });
    const counts = records[0]?.toObject() ?? {};
    return Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ');
  }

  close(): Promise<void> {
    return this.#driver.close();
  }
}
