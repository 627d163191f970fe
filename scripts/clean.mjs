// Removes compiled output. `tsc` leaves the output of deleted sources behind, and jest would run a deleted test.
import { readdirSync, readFileSync, rmSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const { workspaces } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
for (const room of workspaces) {
  rmSync(new URL(`${room}/dist`, root), { recursive: true, force: true });
  for (const file of readdirSync(new URL(`${room}/`, root))) {
    if (file.endsWith('.tsbuildinfo')) rmSync(new URL(`${room}/${file}`, root), { force: true });
  }
}
