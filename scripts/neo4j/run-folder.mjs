// The shared server of one jest run, seen from three processes: jest itself names a folder, the first test file that
// asks starts a keeper there, and every worker reads what the keeper wrote.
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The environment variables by which jest's global setup tells its workers about the run. */
export const RUN_FOLDER = 'SPANTRAIL_TEST_RUN';
export const RUN_PID = 'SPANTRAIL_TEST_RUN_PID';

export const lockOf = (folder) => join(folder, 'neo4j.asked');
export const leaseOf = (folder) => join(folder, 'neo4j.lease');
const stateOf = (folder) => join(folder, 'neo4j.json');

/** @returns {Promise<import('./index.d.mts').KeeperState | null>} null while the keeper is still starting. */
export async function readState(folder) {
  if (!existsSync(stateOf(folder))) return null;
  return JSON.parse(await readFile(stateOf(folder), 'utf8'));
}

/** Written aside and renamed, so that a reader sees all of it or nothing. */
export async function writeState(folder, state) {
  const partial = `${stateOf(folder)}.${process.pid}`;
  await writeFile(partial, JSON.stringify(state));
  await rename(partial, stateOf(folder));
}

/** Whether a process of that id lives (as far as this user may know). */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
