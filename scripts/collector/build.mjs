// `node scripts/collector/build.mjs`: compiles the tests' Collector when it is not in the cache, and says where it is.
import { collectorBinary } from './binary.mjs';

const aborting = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => aborting.abort());
try {
  const say = (text) => process.stderr.write(`${text}\n`);
  console.log(await collectorBinary({ say, signal: aborting.signal }));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
