/** A process that retains, slice by slice, until it is done or killed: STORE HORIZON RUNS_AT_ONCE. */
import { openLineage } from '../src/open-lineage.ts';

const [store = '', horizon = '0', runsAtOnce = '5'] = process.argv.slice(2);
const lineage = await openLineage({ store });
process.stdout.write('started\n');
await lineage.retain({
  horizon: BigInt(horizon),
  runsADayMin: 10,
  runsMax: Number.MAX_SAFE_INTEGER,
  runsAtOnce: Number(runsAtOnce),
  dryRun: false,
});
await lineage.close();
