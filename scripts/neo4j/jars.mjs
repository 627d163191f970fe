// Neo4j as plain jars from Maven Central (123 to 152 MB), fetched once a version and kept outside the checkout.
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.mjs';
import { Neo4jMissingError } from './errors.mjs';

const execute = promisify(execFile);
const POM = fileURLToPath(new URL('pom.xml', import.meta.url));
// 50 s on a good line; a slow one still ends some day, and a dead one must not hang the tests.
const DOWNLOAD_MS = 10 * 60_000;

/** The version of a release line that pom.xml pins. */
async function pinnedVersion(line) {
  const pins = (await readFile(POM, 'utf8')).matchAll(/<neo4j\.(lts|calendar)>([\d.]+)</g);
  const version = new Map([...pins].map(([, name, pinned]) => [name, pinned])).get(line);
  if (version === undefined) throw new Error(`scripts/neo4j/pom.xml pins no <neo4j.${line}>.`);
  return version;
}

/**
 * The folder that holds the jars of the pinned Neo4j, downloading them when it is not there yet.
 * A folder under its final name is always whole: Maven fills a temporary one, which is then renamed.
 * Two starters at once both download, and the second throws its copy away.
 *
 * @param {{ line: 'lts' | 'calendar', javaHome: string | null, say?: (text: string) => void, signal?: AbortSignal }} options
 * @returns {Promise<string>}
 * @throws {Neo4jMissingError} when Maven is missing or cannot fetch.
 */
export async function neo4jJars({ line, javaHome, say = () => {}, signal }) {
  const version = await pinnedVersion(line);
  const cache = cacheFolder();
  const folder = join(cache, `neo4j-${version}`);
  if (await exists(folder)) return folder;

  say(`fetching Neo4j ${version} from Maven Central, once, into ${cache}`);
  await mkdir(cache, { recursive: true });
  const partial = await mkdtemp(join(cache, `neo4j-${version}.partial-`));
  try {
    await copyJars({ folder: partial, version, javaHome, signal });
    await rename(partial, folder).catch(async (error) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

async function copyJars({ folder, version, javaHome, signal }) {
  const goal = 'dependency:copy-dependencies';
  const options = [
    `-Dneo4j.version=${version}`,
    `-DoutputDirectory=${folder}`,
    '-DincludeScope=runtime',
  ];
  const environment = javaHome === null ? process.env : { ...process.env, JAVA_HOME: javaHome };
  try {
    await execute('mvn', ['-B', '-q', '-f', POM, goal, ...options], {
      env: environment,
      timeout: DOWNLOAD_MS,
      signal,
    });
  } catch (cause) {
    const why =
      cause.code === 'ENOENT'
        ? 'there is no mvn on PATH'
        : `mvn says: ${`${cause.stdout}${cause.stderr}`.trim().slice(-1_000) || cause.message}`;
    throw new Neo4jMissingError(
      `Cannot fetch the jars of Neo4j: ${why}. Install Maven, or point NEO4J_URI to a running server.`,
      { cause },
    );
  }
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
