// The Collector's binary (29 MB), compiled once a version from Go modules and kept outside the checkout.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.mjs';
import { CollectorMissingError } from './errors.mjs';
import { goEnvironment } from './go.mjs';

const execute = promisify(execFile);
const MANIFEST = fileURLToPath(new URL('builder.yaml', import.meta.url));
// Two and a half minutes on two idle cores, and the download before.
const BUILD_MS = 15 * 60_000;

/**
 * Where the binary is, compiling it when it is not there yet. A folder under its final name is always whole.
 * Of several that ask at once, one compiles and the others wait.
 *
 * @param {{ say?: (text: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 * @throws {CollectorMissingError} without Go, or when the modules cannot be fetched or compiled.
 */
export async function collectorBinary({ say = () => {}, signal } = {}) {
  const manifest = await readFile(MANIFEST, 'utf8');
  const version = /^ {2}version: ([\d.]+)$/m.exec(manifest)?.[1];
  if (version === undefined) throw new Error('scripts/collector/builder.yaml pins no version.');
  // The parts belong to the name: another manifest is another binary.
  const parts = createHash('sha256').update(manifest).digest('hex').slice(0, 8);
  const cache = cacheFolder();
  const folder = join(cache, `otelcol-${version}-${parts}`);
  const binary = join(folder, 'otelcol');
  if (await exists(binary)) return binary;

  await mkdir(cache, { recursive: true });
  const unlock = await lock(`${folder}.building`, signal);
  try {
    if (!(await exists(binary))) await build({ folder, manifest, version, say, signal });
  } finally {
    await unlock();
  }
  return binary;
}

async function build({ folder, manifest, version, say, signal }) {
  const env = await goEnvironment({ say, signal });
  say(`compiling the Collector ${version}, once, into ${dirname(folder)}; some minutes`);
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await writeFile(join(partial, 'builder.yaml'), manifest);
    const builder = `go.opentelemetry.io/collector/cmd/builder@v${version}`;
    await execute('go', ['run', builder, '--config', 'builder.yaml'], {
      cwd: partial,
      env,
      timeout: BUILD_MS,
      signal,
      maxBuffer: 64 * 1_024 * 1_024,
    });
    // Its sources stay beside it, with go.mod and go.sum: what exactly it was made of.
    await rename(join(partial, 'otelcol'), folder);
  } catch (cause) {
    signal?.throwIfAborted();
    const said = `${cause.stdout ?? ''}${cause.stderr ?? ''}`.trim().slice(-1_500);
    throw new CollectorMissingError(`Cannot compile the Collector: ${said || cause.message}`, {
      cause,
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Held by a living process; one that died holds nothing. */
async function lock(path, signal) {
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = await readFile(path, 'utf8').then(Number, () => null);
    // Empty for the moment between its creation and its contents.
    if (holder && !isAlive(holder)) await rm(path, { force: true });
    await sleep(500, undefined, { signal });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
