/**
 * `spantrail serve`, fed over OTLP/protobuf, beside bare loaders of the same graph: on one Neo4j the loader that resolves
 * by the same seeks, on the embedded store the same rows straight into its engine, and `store.write` without a
 * service. All take turns, so that the machine's noise hits all alike. Bodies and rows are made before the clock runs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { decodeTraceRequest, spansToBatch } from '@spantrail/collector-exporter';
import { type LineageBatch, openLineage } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { startNeo4j } from '@spantrail/neo4j-for-tests/without-jest';
import { BareLoader } from './bare-loader.ts';
import { EmbeddedLoader } from './embedded-loader.ts';
import { digits, percentile, table, timed } from './figures.ts';
import { inSpace, rowMaker } from './loader-rows.ts';
import { otlpBody } from './otlp-of-history.ts';
import { ServeProcess } from './serve-process.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '12000' },
    warmup: { type: 'string', default: '8000' },
    'runs-per-request': { type: 'string', default: '1000' },
    'requests-at-once': { type: 'string', default: '4' },
    stores: { type: 'string', default: 'neo4j,embedded' },
    'heap-max': { type: 'string', default: '1g' },
    'page-cache': { type: 'string', default: '1g' },
  },
});
const BATCH = Number(values['runs-per-request']);
const AT_ONCE = Number(values['requests-at-once']);
const TURN = BATCH * AT_ONCE;
const warmup = Math.ceil(Number(values.warmup) / TURN);
const turns = warmup + Math.ceil(Number(values.runs) / TURN);
const DECODE = 'decode and map';
const TARGETS = { neo4j: 0.7, embedded: 0.6, decode: 0.15 };

interface Side {
  /** What comes back writes the batches of one turn; the clock runs meanwhile. */
  readonly prepare: (batches: readonly LineageBatch[]) => () => Promise<unknown>;
  /** s that the process that writes has taken so far. */
  readonly cpu: () => number | Promise<number>;
}

interface Measured {
  readonly ms: number[];
  /** s of CPU. */
  readonly cpu: number[];
}

if (values.stores.includes('neo4j')) await onNeo4j();
if (values.stores.includes('embedded')) await onEmbedded();

async function onNeo4j(): Promise<void> {
  const server = await startNeo4j({
    heapMax: values['heap-max'],
    pageCache: values['page-cache'],
  });
  const loader = new BareLoader(server.uri);
  const serve = await ServeProcess.start(server.uri);
  try {
    const rowsOf = rowMaker();
    const sides = new Map([
      ...sidesOf(serve),
      [
        'seeks',
        oneByOne((batch) => {
          const rows = rowsOf(batch);
          return () => loader.load('seeks', rows);
        }),
      ] as const,
    ]);
    const measured = await inTurns(sides);
    report('neo4j', measured, 'seeks');
    await tellOf(serve, measured);
    const counts: string[] = [];
    for (const name of sides.keys()) counts.push(await loader.count(name));
    console.log(`each: ${counts[0]}`);
    if (new Set(counts).size > 1) throw new Error(`The graphs differ: ${counts.join('; ')}.`);
  } finally {
    await serve.stop();
    await loader.close();
    await server.stop();
  }
}

async function onEmbedded(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'spantrail-bench-'));
  const path = (name: string): string => join(folder, `${name}.db`);
  await (await openLineage({ store: `file:${path('rows')}` })).close();
  const rows = new EmbeddedLoader(path('rows'));
  const store = await openLineage({ store: `file:${path('write')}` });
  const serve = await ServeProcess.start(`file:${path('serve')}`);
  try {
    const rowsOf = rowMaker();
    const sides = new Map<string, Side>([
      ...sidesOf(serve),
      ['store.write', oneByOne((batch) => () => store.write(batch))],
      [
        'rows',
        oneByOne((batch) => {
          const made = rowsOf(batch);
          return () => rows.load(made);
        }),
      ],
    ]);
    const measured = await inTurns(sides);
    report('embedded', measured, 'rows');
    await tellOf(serve, measured);
    await serve.stop();
    await store.close();
    const counts = [await rows.countDependencies()];
    for (const [name, spaces] of [
      ['write', 1],
      ['serve', sides.size - 2],
    ] as const) {
      const other = new EmbeddedLoader(path(name));
      counts.push((await other.countDependencies()) / spaces);
      other.close();
    }
    console.log(`each: ${counts[0]} dependencies`);
    if (new Set(counts).size > 1) throw new Error(`The graphs differ: ${counts.join(', ')}.`);
  } finally {
    rows.close();
    await rm(folder, { recursive: true });
  }
}

/** The ways to send to the service. */
function sidesOf(serve: ServeProcess): readonly (readonly [string, Side])[] {
  const cpu = (): Promise<number> => serve.metric('process_cpu_seconds_total');
  const atOnce = (gzip: boolean): Side => ({
    prepare: (batches) => {
      const bodies = batches.map(otlpBody).map((body) => (gzip ? gzipSync(body) : body));
      return () => Promise.all(bodies.map((body) => serve.send(body, gzip)));
    },
    cpu,
  });
  const alone = oneByOne((batch) => {
    const body = otlpBody(batch);
    return () => serve.send(body, false);
  });
  return [
    ['serve', atOnce(false)],
    ['serve-gzip', atOnce(true)],
    ['serve-one-by-one', { ...alone, cpu }],
  ];
}

/** One batch after the other, each waiting for the one before it, in this process. */
function oneByOne(prepare: (batch: LineageBatch) => () => Promise<unknown>): Side {
  return {
    prepare: (batches) => {
      const prepared = batches.map(prepare);
      return async () => {
        for (const write of prepared) await write();
      };
    },
    cpu: ownCpu,
  };
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

/** The measured turns of each side; every side writes a history of its own, in a space of its own. */
async function inTurns(sides: ReadonlyMap<string, Side>): Promise<ReadonlyMap<string, Measured>> {
  const histories = new Map(
    [...sides.keys()].map((name, index) => [
      name,
      madeHistory({ runs: turns * TURN, seed: index + 1, plain: true, batchSize: BATCH }),
    ]),
  );
  const measured = new Map<string, Measured>(
    [...sides.keys(), DECODE].map((name) => [name, { ms: [], cpu: [] }]),
  );
  for (let turn = 0; turn < turns; turn += 1) {
    const order = [...sides];
    // Whoever comes after the same neighbour each time would pay for what that one left to do.
    for (const [name, side] of [
      ...order.slice(turn % order.length),
      ...order.slice(0, turn % order.length),
    ]) {
      const made = [...(histories.get(name)?.batches(turn * TURN, (turn + 1) * TURN) ?? [])];
      const batches = made.map((batch) => inSpace(name, batch));
      const write = side.prepare(batches);
      const cpuBefore = await side.cpu();
      const ms = await timed(write);
      keep(turn, measured.get(name), { ms, cpu: (await side.cpu()) - cpuBefore });
      if (name === 'serve') keep(turn, measured.get(DECODE), decodeAndMap(batches));
    }
  }
  return measured;
}

function keep(
  turn: number,
  measured: Measured | undefined,
  { ms, cpu }: { ms: number; cpu: number },
): void {
  if (turn < warmup) return;
  measured?.ms.push(ms);
  measured?.cpu.push(cpu);
}

/** What the service does with the same bodies before the store has them, by the same code, here. */
function decodeAndMap(batches: readonly LineageBatch[]): { ms: number; cpu: number } {
  const bodies = batches.map(otlpBody);
  const before = ownCpu();
  for (const body of bodies) spansToBatch(decodeTraceRequest(body, 'protobuf').spans);
  return { ms: 0, cpu: ownCpu() - before };
}

function report(
  store: 'neo4j' | 'embedded',
  measured: ReadonlyMap<string, Measured>,
  base: string,
): void {
  const sides = [...measured].filter(([name]) => name !== DECODE);
  const baseMs = percentile(measured.get(base)?.ms ?? [], 0.5);
  const rows = sides.map(([name, { ms, cpu }]) => {
    const turnMs = percentile(ms, 0.5);
    return [
      name,
      digits(turnMs / AT_ONCE),
      digits((TURN / turnMs) * 1_000),
      digits(baseMs / turnMs),
      digits((percentile(cpu, 0.5) / AT_ONCE) * 1_000),
    ];
  });
  console.log(
    `${store}: ${turns - warmup} turns of ${AT_ONCE} requests of ${BATCH} runs after ${warmup}, target ${TARGETS[store]}`,
  );
  const heading = ['', 'ms a request', 'runs/s', `rate to ${base}`, 'CPU ms a request'];
  console.log(table(heading, rows));
}

async function tellOf(serve: ServeProcess, measured: ReadonlyMap<string, Measured>): Promise<void> {
  const [decode = Number.NaN, all = Number.NaN] = [DECODE, 'serve'].map(
    (name) => (percentile(measured.get(name)?.cpu ?? [], 0.5) / AT_ONCE) * 1_000,
  );
  console.log(
    `decode and map: ${digits(decode)} of ${digits(all)} ms of the service's CPU a request, ${digits((decode / all) * 100)} %, target below ${TARGETS.decode * 100} %`,
  );
  const rss = (await serve.metric('process_memory_rss_bytes')) / 1_048_576;
  console.log(`serve: ${digits(rss)} MiB resident at the end`);
}
