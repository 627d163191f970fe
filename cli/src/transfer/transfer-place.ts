/** Where an export comes from and an import goes to: a store that is opened, or a service that holds it. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Chunks, ImportReport } from '@spantrail/graph';
import { missingStore } from '../ask/missing-store.ts';
import type { Place } from '../ask/place.ts';
import { serverOf } from '../ask/serve-file.ts';
import { type ServiceAddress, ServiceTransfer } from '../ask/service-transfer.ts';
import { ServiceUnavailableError } from '../errors.ts';
import type { GraphDoor } from '../graph-door.ts';

export interface ImportOptions {
  readonly partial: boolean;
  readonly onProgress: (facts: number) => void;
}

export interface TransferPlace {
  /** The lines of an export, split anywhere. */
  exported(): AsyncIterable<string>;
  imported(chunks: Chunks, options: ImportOptions): Promise<ImportReport>;
  close(): Promise<void>;
}

export interface TransferOptions {
  readonly graph: GraphDoor;
  readonly token: string | null;
  readonly now: () => bigint;
  /** An import may make the store that it goes to. */
  readonly writes: boolean;
}

/** Rejects with GraphUnavailableError or ServiceUnavailableError when nothing is there. */
export async function transferPlace(
  place: Place,
  options: TransferOptions,
): Promise<TransferPlace> {
  const { graph, token, now, writes } = options;
  if (place.kind === 'service')
    return serviceAt({ url: place.url, token, fingerprint: null }, graph);
  if (place.path !== null) {
    const server = await serverOf(place.path);
    if (server !== null) {
      const service = serviceAt({ ...server, token }, graph);
      if (await service.answers()) return service;
    }
    if (writes) await mkdir(dirname(place.path), { recursive: true });
    else if (!existsSync(place.path)) throw missingStore(place.store, place.path);
  }
  const lineage = await graph.openLineage({ store: place.store, readOnly: !writes });
  return {
    exported: () => graph.exportLines(lineage, now()),
    imported: (chunks, importOptions) => graph.importLines(lineage, chunks, importOptions),
    close: () => lineage.close(),
  };
}

function serviceAt(
  address: ServiceAddress,
  graph: GraphDoor,
): TransferPlace & { answers(): Promise<boolean> } {
  const service = new ServiceTransfer(address);
  return {
    exported: () => service.exported(),
    imported: async (chunks, { partial, onProgress }) => {
      let facts = 0;
      let whole = false;
      const notes = new Set<string>();
      for await (const part of graph.splitExport(chunks, { charactersMax: 4_000_000, partial })) {
        const report = await service.importPart(part);
        facts += report.facts;
        whole = part.whole;
        for (const note of report.notes) notes.add(note);
        onProgress(facts);
      }
      return { facts, whole, notes: [...notes] };
    },
    close: async () => undefined,
    answers: async () => {
      try {
        await service.ping();
        return true;
      } catch (error) {
        // Its process id was given to another program: the file is free.
        if (error instanceof ServiceUnavailableError && error.refused) return false;
        throw error;
      }
    },
  };
}
