// Finds a Go that compiles the Collector. A distribution's is often older: any Go can fetch the right one as a module.
import { execFile } from 'node:child_process';
import { chmod, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CollectorMissingError } from './errors.mjs';

const execute = promisify(execFile);
/** What the modules of builder.yaml ask for in their go.mod. */
const OLDEST_MINOR = 25;
/** Where Go's own archives are unpacked, often without a word to PATH. */
const USUAL_FOLDER = '/usr/local/go/bin';
/** What is fetched when `go` is older. */
const TOOLCHAIN = 'go1.26.8';
const FETCH_MS = 10 * 60_000;

/**
 * The environment in which `go` is new enough.
 *
 * @param {{ say?: (text: string) => void, environment?: NodeJS.ProcessEnv, signal?: AbortSignal }} [options]
 * @returns {Promise<NodeJS.ProcessEnv>}
 * @throws {CollectorMissingError} without Go, or with an old one that cannot fetch a newer.
 */
export async function goEnvironment({
  say = () => {},
  environment: given = process.env,
  signal,
} = {}) {
  const environment = { ...given, PATH: `${given.PATH}:${USUAL_FOLDER}` };
  const found = await askGo(['env', 'GOVERSION', 'GOOS', 'GOARCH'], environment, signal);
  if (found === null) {
    throw new CollectorMissingError(
      'The OpenTelemetry Collector is compiled from its modules, and there is no go on PATH. Install Go.',
    );
  }
  const [version = '', os, architecture] = found.split('\n');
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1]);
  if (minor >= OLDEST_MINOR) return environment;

  say(`go is ${version}; fetching ${TOOLCHAIN}, once`);
  const root = await fetchToolchain({ os, architecture, environment, signal }).catch((cause) => {
    const why = `${cause.stderr ?? ''}`.trim().slice(-500) || cause.message;
    throw new CollectorMissingError(
      `The Collector needs Go 1.${OLDEST_MINOR}, go on PATH is ${version}, and it cannot fetch ${TOOLCHAIN}: ${why}`,
      { cause },
    );
  });
  const path = `${join(root, 'bin')}:${environment.PATH}`;
  return { ...environment, GOROOT: root, GOTOOLCHAIN: 'local', PATH: path };
}

/** Go's own releases are modules too; `go mod download` checks them against Go's checksum database. */
async function fetchToolchain({ os, architecture, environment, signal }) {
  const module = `golang.org/toolchain@v0.0.1-${TOOLCHAIN}.${os}-${architecture}`;
  const options = { env: environment, cwd: tmpdir(), timeout: FETCH_MS, signal };
  const { stdout } = await execute('go', ['mod', 'download', '-json', module], options);
  const root = JSON.parse(stdout).Dir;
  // Zip files of modules hold no permissions: everything comes out read-only.
  for (const folder of [join(root, 'bin'), join(root, 'pkg/tool', `${os}_${architecture}`)]) {
    for (const name of await readdir(folder).catch(() => []))
      await chmod(join(folder, name), 0o755);
  }
  return root;
}

async function askGo(args, environment, signal) {
  try {
    const { stdout } = await execute('go', args, { env: environment, timeout: 20_000, signal });
    return stdout.trim();
  } catch {
    signal?.throwIfAborted();
    return null;
  }
}
