/** What the embedded store is held against: the same rows, made and merged by nobody, straight into its engine. */
import { createRequire } from 'node:module';
import type { GrafeoDB } from '@grafeo-db/js';
import type { LoaderRows } from './loader-rows.ts';
import { statements } from './loader-statements.ts';

/** Over a file that `openLineage` has set up: it has the store's indexes. */
export class EmbeddedLoader {
  readonly #db: GrafeoDB;

  constructor(path: string) {
    // The package is CommonJS whose names Node's ESM loader cannot see.
    const grafeo = createRequire(import.meta.url)(
      '@grafeo-db/js',
    ) as typeof import('@grafeo-db/js');
    this.#db = grafeo.GrafeoDB.open(path);
  }

  /** One transaction; the dependencies are handed over. */
  async load(rows: LoaderRows): Promise<void> {
    const transaction = this.#db.beginTransaction();
    for (const [statement, those] of [
      [statements.components, rows.components],
      [statements.pointers, rows.pointers],
      [statements.runs, rows.runs],
      [statements.inputs, rows.inputs],
      [statements.outputs, rows.outputs],
      [statements.dependencies, rows.dependencies],
    ] as const) {
      await transaction.executeCypher(statement, { rows: those });
    }
    transaction.commit();
  }

  async countDependencies(): Promise<number> {
    const result = await this.#db.executeCypher(statements.countDependencies);
    const [row] = result.toArray() as readonly { readonly dependencies?: unknown }[];
    return Number(row?.dependencies);
  }

  close(): void {
    this.#db.close();
  }
}
