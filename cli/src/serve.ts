import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Command,
  type LineageStore,
  type ParameterValues,
  parseParameters,
  type Question,
  UsageError,
  withoutPassword,
} from '@spantrail/graph';
import { defaultStore, storePlace } from './ask/place.ts';
import type { ExitCode } from './exit-code.ts';
import type { CommandLine } from './line/parse-command-line.ts';
import type { Surroundings } from './surroundings.ts';
import { line } from './text/document.ts';
import { print } from './text/print.ts';

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** A service that has started. */
export interface RunningService {
  /** With the port that was really taken. */
  readonly url: string;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly store: LineageStore;
  /** Path of a file store: the service leaves its address beside it. */
  readonly database?: string;
  readonly listen: Listen;
  readonly questions: readonly Question[];
  readonly commands: readonly Command[];
  /** Whether Cypher of the asker's own is answered. */
  readonly allowCypher: boolean;
  /** Who is let in; without, whoever reaches the address. */
  readonly tokens: TokenOptions;
  /** Of the log, which goes to stderr. */
  readonly logFormat: 'text' | 'json';
  /** How much is taken in at one time; what is left out has the service's default. */
  readonly intake: { readonly requestsMax?: number; readonly bytesMax?: number };
  /** Host headers that are answered beside the loopback names. */
  readonly allowedHosts: readonly string[];
  /** Paths of the service's own certificate and key; without, it speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Path of rules: what is taken out of spans before anything is stored. */
  readonly redact?: string;
}

export interface TokenOptions {
  /** The tokens themselves: `scope token`, one a line. */
  readonly text?: string;
  /** Path of a file of them. */
  readonly file?: string;
}

/** What `serve` needs of the process that it runs in. */
export interface ServeProcess {
  readonly start: (options: StartOptions) => Promise<RunningService>;
  /** Resolves when the process is asked to stop (SIGINT, SIGTERM). */
  readonly stopAsked: () => Promise<void>;
}

const defaultListen = '127.0.0.1:4319';

/** `spantrail serve`: starts the service, says where, and stays until it is asked to stop. */
export async function serve(
  run: CommandLine & { kind: 'run' },
  { environment, graph, serve: process, stderr, stdout }: Surroundings,
): Promise<ExitCode> {
  if (run.url !== null) {
    throw new UsageError(
      '"serve" starts a service: it takes --listen and --store, not --url.',
      'url',
    );
  }
  if (run.output.kind !== 'text') {
    throw new UsageError('"serve" answers nothing itself: it has no --json.', 'json');
  }
  const values = parseParameters(run.command, run.values);
  const listen = parseListen(textOf(values, 'listen') ?? defaultListen);
  const tokens = tokensOf(textOf(values, 'tokens'), environment.SPANTRAIL_TOKENS);
  const tls = tlsOf(textOf(values, 'tls-cert'), textOf(values, 'tls-key'));
  const redact = textOf(values, 'redact');
  const place = storePlace(run.store ?? defaultStore);
  if (place.path !== null) await mkdir(dirname(place.path), { recursive: true });
  const stopAsked = process.stopAsked();
  const store = await graph.openLineage({ store: place.store });
  try {
    const service = await process.start({
      store,
      listen,
      ...(place.path === null ? {} : { database: place.path }),
      questions: graph.questions,
      commands: graph.commands,
      allowCypher: values.get('allow-cypher') === true,
      tokens,
      intake: intakeOf(values),
      logFormat: logFormatOf(values, stderr.isTTY === true),
      allowedHosts: listOf(values, 'allow-host'),
      ...tls,
      ...(redact === null ? {} : { redact }),
    });
    const announcement = line(
      `spantrail serves ${service.url} from ${withoutPassword(place.store)}`,
    );
    stdout.write(print([announcement], { terminal: false, colour: false }));
    await stopAsked;
    await service.close();
    return 0;
  } finally {
    await store.close();
  }
}

/** Tokens have no option of their own: other users can read a process's options. */
function tokensOf(file: string | null, text: string | undefined): TokenOptions {
  return { ...(file === null ? {} : { file }), ...(text ? { text } : {}) };
}

function tlsOf(cert: string | null, key: string | null): Pick<StartOptions, 'tls'> {
  if (cert === null && key === null) return {};
  if (cert !== null && key !== null) return { tls: { cert, key } };
  throw new UsageError(
    'TLS needs both: --tls-cert FILE and --tls-key FILE.',
    cert === null ? 'tls-cert' : 'tls-key',
  );
}

function textOf(values: ParameterValues, name: string): string | null {
  const value = values.get(name);
  return typeof value === 'string' ? value : null;
}

function logFormatOf(values: ParameterValues, terminal: boolean): 'text' | 'json' {
  const asked = textOf(values, 'log-format') ?? 'auto';
  if (asked === 'text' || asked === 'json') return asked;
  return terminal ? 'text' : 'json';
}

function listOf(values: ParameterValues, name: string): readonly string[] {
  const value = values.get(name);
  return Array.isArray(value) ? value : [];
}

function intakeOf(values: ParameterValues): StartOptions['intake'] {
  const requests = values.get('requests-max');
  const mebibytes = values.get('mebibytes-max');
  return {
    ...(typeof requests === 'number' ? { requestsMax: requests } : {}),
    ...(typeof mebibytes === 'number' ? { bytesMax: mebibytes * 1_048_576 } : {}),
  };
}

/** `HOST:PORT`, an IPv6 host in brackets. @throws UsageError for anything else. */
export function parseListen(text: string): Listen {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(parts?.[3]);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined || port > 65_535) {
    throw new UsageError(
      `"--listen" is HOST:PORT like ${defaultListen} (port 0 to 65535), not "${text}".`,
      'listen',
    );
  }
  return { host, port };
}
