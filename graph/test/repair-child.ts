/** A process that repairs, a few reads at a time, until nothing is left or it is killed: STORE. Prints a line a part. */
import { openTinyRepairs } from './open-tiny-repairs.ts';

const [place = ''] = process.argv.slice(2);
const store = await openTinyRepairs(place);
while (await store.repair()) process.stdout.write('part\n');
await store.close();
