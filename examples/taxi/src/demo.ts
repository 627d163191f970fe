// The guided tour's frame: starts the service, runs the pipeline, shows what lineage answers, and leaves
// the service up for more questions, or ends it.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DemoFailedError } from './errors.ts';
import { parsedRides, type WorkFolder } from './places.ts';
import { parseRides } from './ride.ts';
import { scoreMonths } from './score-months.ts';
import { Service } from './service.ts';
import { SpantrailCli } from './spantrail-cli.ts';
import { tour } from './tour.ts';

export interface DemoOptions {
  /** End after the tour instead of leaving the service up. */
  readonly once: boolean;
  /** As `file:PATH`. Default: `.spantrail/lineage.db` under the current folder, where the command line looks first. */
  readonly store: string | undefined;
  /** Default: 4319, or any free one with `once`. */
  readonly port: number | undefined;
}

const DEFAULT_STORE = '.spantrail/lineage.db';
const DEFAULT_PORT = 4319;

/** Resolves to the exit code when the demo is over, the service stopped; failures are printed, not thrown. */
export async function demo({ once, store, port }: DemoOptions): Promise<number> {
  const database = resolve(store?.slice('file:'.length) ?? DEFAULT_STORE);
  const folder: WorkFolder = {
    raw: fileURLToPath(new URL('../../data', import.meta.url)),
    work: join(dirname(database), 'taxi'),
  };
  const cli = new SpantrailCli(store === undefined ? [] : ['--store', store]);
  const interrupted = nextSignal();
  // As with `npm run demo | head`: nobody reads on.
  process.stdout.once('error', () => process.exit(1));

  let service: Service | undefined;
  try {
    await mkdir(folder.work, { recursive: true });
    service = await startService(database, port ?? (once ? 0 : DEFAULT_PORT));
    const told = tell(service.url, folder, cli);
    const exitCode = await Promise.race([told.then(() => undefined), interrupted]);
    if (exitCode !== undefined) return exitCode;
    return once ? 0 : await stayUp(service, interrupted);
  } catch (error) {
    console.error(`\nThe demo failed: ${reasonOf(error)}`);
    return 1;
  } finally {
    await service?.stop();
  }
}

async function startService(database: string, port: number): Promise<Service> {
  const service = await Service.start({ store: `file:${database}`, port });
  console.log(
    `spantrail serve is up: it takes spans at ${service.url}/v1/traces and keeps\n` +
      `their lineage in ${relative('', database)}. No other server is needed.`,
  );
  return service;
}

async function tell(url: string, folder: WorkFolder, cli: SpantrailCli): Promise<void> {
  const may = await scoreMonths(url, folder);
  await tour(cli, may, await ridesWithoutPayment('2020-05', folder));
}

/** The numbers of the rides whose meter sent no payment type. */
async function ridesWithoutPayment(month: string, folder: WorkFolder): Promise<Set<number>> {
  const rides = parseRides(await readFile(parsedRides({ month, folder }).file));
  return new Set(rides.filter(({ payment }) => payment === null).map(({ ride }) => ride));
}

/** A mistake of the demo itself is shown with its stack; whatever has a code says enough in its message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}

/** Until Ctrl-C, which is the proper way to end it. */
async function stayUp(service: Service, interrupted: Promise<number>): Promise<number> {
  console.log(
    '\nThe service stays up. Try the commands above in a second terminal, in this folder;\n' +
      'Ctrl-C here ends it, and the commands go on working on what is stored.',
  );
  const died = service.ended().then(() => 'died' as const);
  const first = await Promise.race([interrupted, died]);
  // Ctrl-C reaches the service as well, and it may be the quicker one.
  const signalled =
    first !== 'died' || (await Promise.race([interrupted, afterAMoment()])) !== 'died';
  if (!signalled)
    throw new DemoFailedError(`spantrail serve ended by itself. It printed:\n${service.log}`);

  await service.stop();
  console.log('\nThe service is stopped.');
  return 0;
}

function afterAMoment(): Promise<'died'> {
  return new Promise((resolve) => setTimeout(() => resolve('died'), 500));
}

/** The exit code that a shell gives a program ended by the signal that came. */
function nextSignal(): Promise<number> {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  return new Promise((resolve) => {
    for (const signal of Object.keys(codes) as Array<keyof typeof codes>) {
      process.once(signal, () => resolve(codes[signal]));
    }
  });
}
