// After all tests: ends the keeper, when there is one, and waits until its server and data are gone.
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, RUN_FOLDER, readState } from './run-folder.mjs';

const STOP_MS = 40_000;

export default async function tearDown() {
  const folder = process.env[RUN_FOLDER];
  if (folder === undefined) return;
  const state = await readState(folder);
  if (state?.status === 'ready') {
    process.kill(state.keeperPid, 'SIGTERM');
    const giveUpAt = Date.now() + STOP_MS;
    while (isAlive(state.keeperPid) && Date.now() < giveUpAt) await sleep(100);
  }
  await rm(folder, { recursive: true, force: true });
}
