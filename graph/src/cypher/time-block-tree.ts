/** The tree of filled time blocks in the embedded store: kept by writes, walked by questions. */
import type { CypherEngine, CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asText, orNull } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import {
  bitsAbove,
  blockKey,
  blocksOf,
  coarsestBlocks,
  filledUnder,
  isFinest,
  type PlacedRun,
  placed,
  type TimeBlock,
  type TimeLine,
  type TimeSpan,
} from './time-blocks.ts';

const loadBlocks = query('time-blocks/load-blocks');
const saveBlocks = query('time-blocks/save-blocks');
const runsAfter = query('time-blocks/runs-to-place');
const placeRuns = query('time-blocks/place-runs');

/** How many nodes of one level are fetched at once by a walk that may end soon. */
const GROUP = 16;
const PLACED_AT_ONCE = 2_000;

/** Marks the blocks of these runs as filled. */
export async function fillBlocks(session: CypherSession, runs: Iterable<RunFacts>): Promise<void> {
  await fill(session, [...runs].map(placed));
}

async function fill(session: CypherSession, runs: readonly PlacedRun[]): Promise<void> {
  const blocks = new Map<string, TimeBlock>();
  for (const run of runs) {
    for (const block of Object.values(blocksOf(run))) {
      if (block !== null) blocks.set(blockKey(block), block);
    }
  }
  const wanted = bitsAbove(blocks.values());
  const known = await filledOf(session, wanted.keys());
  const rows = [...wanted].flatMap(([key, bits]) => {
    const before = known.get(key) ?? 0n;
    return (before | bits) === before ? [] : [{ key, filled: (before | bits).toString(16) }];
  });
  await writeRows(session, saveBlocks, rows);
}

/** The finest filled blocks of a line that touch a span, the latest first, fetched as they are asked for. */
export async function* filledBlocks(
  session: CypherSession,
  line: TimeLine,
  span: TimeSpan,
): AsyncGenerator<TimeBlock> {
  async function* under(blocks: readonly TimeBlock[]): AsyncGenerator<TimeBlock> {
    for (let first = 0; first < blocks.length; first += GROUP) {
      const group = blocks.slice(first, first + GROUP);
      const filled = await filledOf(session, group.map(blockKey));
      for (const block of group) {
        const children = filledUnder(block, filled.get(blockKey(block)) ?? 0n, span);
        const [child] = children;
        if (child !== undefined && isFinest(child)) yield* children;
        else yield* under(children);
      }
    }
  }
  yield* under(coarsestBlocks(line, span));
}

/** The finest filled blocks of many lines at once: one statement a level. */
export async function filledBlocksOfAll(
  session: CypherSession,
  wanted: readonly { readonly line: TimeLine; readonly span: TimeSpan }[],
): Promise<readonly (readonly TimeBlock[])[]> {
  let levels = wanted.map(({ line, span }) => coarsestBlocks(line, span));
  while (levels.some(([block]) => block !== undefined && !isFinest(block))) {
    const filled = await filledOf(session, levels.flat().map(blockKey));
    levels = levels.map((blocks, index) => {
      const span = wanted[index]?.span;
      return span === undefined
        ? []
        : blocks.flatMap((block) => filledUnder(block, filled.get(blockKey(block)) ?? 0n, span));
    });
  }
  return levels;
}

async function filledOf(
  session: CypherSession,
  keys: Iterable<string>,
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await readByKeys(session, loadBlocks, keys);
  return new Map(rows.map((row) => [asText(row.key), BigInt(`0x${asText(row.filled)}`)]));
}

/** Gives the runs of a store that was made without blocks their keys; again after an interruption. */
export async function placeKnownRuns(engine: CypherEngine): Promise<void> {
  for (;;) {
    const rows = await engine.read((session) =>
      session.run(runsAfter, { limit: BigInt(PLACED_AT_ONCE) }),
    );
    if (rows.length === 0) return;
    const runs = rows.map((row) => ({
      key: asText(row.key),
      component: asText(row.component),
      start: asBigInt(row.start),
      end: orNull(row.end, asBigInt),
    }));
    await engine.write(async (session) => {
      await fill(session, runs);
      await writeRows(session, placeRuns, runs.map(placedRow));
    });
  }
}

function placedRow(run: PlacedRun & { readonly key: string }) {
  const { startBlock, endBlock, anyStartBlock } = blocksOf(run);
  return {
    key: run.key,
    startBlock: startBlock && blockKey(startBlock),
    endBlock: endBlock && blockKey(endBlock),
    anyStartBlock: anyStartBlock && blockKey(anyStartBlock),
  };
}
