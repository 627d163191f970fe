/** A process that retains, piece by piece, until it is done or killed: STORE HORIZON RUNS_AT_ONCE. Prints a line a piece. */
import { openLineage } from '../src/open-lineage.ts';

const [store = '', horizon = '0', runsAtOnce = '5'] = process.argv.slice(2);
const lineage = await openLineage({ store });
let more = true;
while (more) {
  const report = await lineage.retain({
    horizon: BigInt(horizon),
    runsADayMin: 10,
    runsMax: Number(runsAtOnce),
    runsAtOnce: Number(runsAtOnce),
    dryRun: false,
  });
  more = report.more;
  process.stdout.write('piece\n');
}
await lineage.close();
