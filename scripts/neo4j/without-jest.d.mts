export interface ImportOptions {
  /** A folder without a database; `startNeo4j({ home })` opens it afterwards. */
  home: string;
  /** CSV file with a header of the importer's form, by label. */
  nodes: Readonly<Record<string, string>>;
  /** CSV file by relationship type. */
  relationships: Readonly<Record<string, string>>;
  /** Release line. Default `lts`. */
  version?: 'lts' | 'calendar';
  /** Java's greatest heap. Default `1g`. */
  heapMax?: string;
}

/** Neo4j's own offline import, for stores too large to be written batch by batch. @throws its own words. */
export function importNeo4j(options: ImportOptions): Promise<void>;

export { startNeo4j } from './index.mjs';
