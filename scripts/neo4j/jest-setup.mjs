// Before all tests: a folder where the workers can find one another. Nothing is started until a test file asks.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_FOLDER, RUN_PID } from './run-folder.mjs';

export default async function setUp() {
  process.env[RUN_FOLDER] = await mkdtemp(join(tmpdir(), 'spantrail-test-run-'));
  process.env[RUN_PID] = String(process.pid);
}
