import { existsSync } from 'node:fs';
import { type Command, parseParameters, type Question } from '@spantrail/graph';
import type { GraphDoor } from '../graph-door.ts';
import type { Asked, Asker } from './asker.ts';
import { missingStore } from './missing-store.ts';
import type { Place } from './place.ts';

/** Opens a store, asks it once and closes it. Questions open it read-only. */
export function storeAsker(
  { store, path }: Place & { kind: 'store' },
  { graph, now }: { graph: GraphDoor; now: () => bigint },
): Asker {
  return async (asked) => {
    // Also for a write: a misspelt path must not become a new, empty store.
    if (path !== null && !existsSync(path)) throw missingStore(store, path);
    const question = questionOf(asked, graph);
    const lineage = await graph.openLineage({
      store,
      readOnly: asked.kind === 'question',
      ...('upkeep' in question ? { upkeep: true } : {}),
    });
    try {
      return await question.ask(lineage, parseParameters(question, asked.values), now());
    } finally {
      await lineage.close();
    }
  };
}

function questionOf({ name, kind }: Asked, graph: GraphDoor): Question | Command {
  const all: readonly Question[] = kind === 'question' ? graph.questions : graph.commands;
  const question = all.find((candidate) => candidate.name === name);
  if (question === undefined) throw new Error(`the graph has no ${kind} "${name}"`);
  return question;
}
