// The door for tests: one Neo4j for the whole jest run, an empty database for every test file, or a reason to skip.
import { spawn } from 'node:child_process';
import { link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe } from '@jest/globals';
import neo4j from 'neo4j-driver';
import { eraseAll, refuseToEraseForeignData } from './erase.mjs';
import { Neo4jMissingError, Neo4jStartError } from './errors.mjs';
import { neo4jJars } from './jars.mjs';
import { findJava } from './java.mjs';
import {
  isAlive,
  leaseOf,
  lockOf,
  RUN_FOLDER,
  RUN_PID,
  readState,
  writeState,
} from './run-folder.mjs';

// Two minutes for the server, ten for a first download on a poor line.
const ASK_MS = 13 * 60_000;
// As long as other test files may need the one database before this one.
const LEASE_MS = 20 * 60_000;

/** See index.d.mts, which is the contract. */
export async function neo4jForTests(environment = process.env) {
  const found = await findServer(environment);
  if ('skip' in found) return found;
  const external = environment.NEO4J_URI === found.uri;
  const driver = () => neo4j.driver(found.uri, credentials(environment));
  const lease = leaseOf(environment[RUN_FOLDER]);

  beforeAll(async () => {
    await takeLease(lease);
    if (external) await withDriver(driver, (it) => refuseToEraseForeignData(it, environment));
    await withDriver(driver, eraseAll);
  }, LEASE_MS);
  afterAll(async () => {
    if (external) await withDriver(driver, eraseAll);
    await rm(lease, { force: true });
  }, 120_000);
  return found;
}

/** See index.d.mts. */
export function describeNeo4j(name, server, body) {
  if ('skip' in server) describe.skip(name, () => body('bolt://skipped.invalid'));
  else describe(name, () => body(server.uri));
}

/** See index.d.mts. */
export async function neo4jOfOwn(version = 'lts', environment = process.env) {
  const say = (text) => process.stderr.write(`Neo4j for tests: ${text}\n`);
  try {
    const { home: javaHome } = await findJava(version);
    await neo4jJars({ line: version, javaHome, say });
    return { uri: '' };
  } catch (error) {
    if (!(error instanceof Neo4jMissingError)) throw error;
    if (environment.CI === 'true') throw error;
    process.stderr.write(`\nSkipping tests with a Neo4j of their own. ${error.message}\n\n`);
    return { skip: error.message };
  }
}

async function findServer(environment) {
  if (environment.NEO4J_URI) return { uri: environment.NEO4J_URI };
  const folder = environment[RUN_FOLDER];
  if (folder === undefined) throw new Error('neo4jForTests() works under jest.config.js only.');

  const isFirst = await mkdir(lockOf(folder)).then(
    () => true,
    () => false,
  );
  if (isFirst) await startKeeper(folder, environment[RUN_PID]);
  const state = await waitForState(folder);
  if (state.status === 'ready') return { uri: state.uri };
  if (state.status === 'broken') throw new Neo4jStartError(state.message);
  if (environment.CI === 'true') throw new Neo4jMissingError(state.message);
  if (isFirst) process.stderr.write(`\nSkipping the Neo4j tests. ${state.message}\n\n`);
  return { skip: state.message };
}

async function startKeeper(folder, jestPid) {
  const log = await open(`${folder}/keeper.log`, 'w');
  const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));
  const child = spawn(process.execPath, [keeper, folder, jestPid], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.once('exit', (code) => {
    const message = `The keeper of the test server ended with ${code}.`;
    void readState(folder)
      .then((state) => state ?? writeState(folder, { status: 'broken', message }))
      .catch(() => {}); // The run is over and its folder gone: nobody asks any more.
  });
  child.unref();
  await log.close();
}

async function waitForState(folder) {
  const giveUpAt = Date.now() + ASK_MS;
  while (Date.now() < giveUpAt) {
    const state = await readState(folder);
    if (state !== null) return state;
    await sleep(100);
  }
  throw new Neo4jStartError(`No word from the keeper of the test server in ${ASK_MS} ms.`);
}

// A worker runs one file at a time, so a lease of its own process is left over from a file that is done, and one of a
// dead process is nobody's.
async function takeLease(lease) {
  const giveUpAt = Date.now() + LEASE_MS;
  while (Date.now() < giveUpAt) {
    if (await tryLease(lease)) return;
    await sleep(100);
  }
  throw new Error(`Another test file held the Neo4j database for ${LEASE_MS} ms.`);
}

async function tryLease(lease) {
  // Written aside, then linked: `link` fails when the name is taken, and nobody ever reads half a process id.
  const mine = `${lease}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    await link(mine, lease);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    await rm(mine, { force: true });
  }
  const holder = await readFile(lease, 'utf8').then(Number, () => null);
  if (holder === process.pid) return true;
  if (holder !== null && !isAlive(holder)) await rm(lease, { force: true });
  return false;
}

async function withDriver(open, use) {
  const driver = open();
  try {
    return await use(driver);
  } finally {
    await driver.close();
  }
}

function credentials({ NEO4J_USERNAME, NEO4J_PASSWORD }) {
  if (!NEO4J_PASSWORD) return undefined;
  return neo4j.auth.basic(NEO4J_USERNAME || 'neo4j', NEO4J_PASSWORD);
}
