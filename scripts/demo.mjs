// `npm run demo`: from a fresh clone to the demo of examples/taxi, with only Node and git on the machine.
// Plain Node without dependencies, since it is what installs and builds them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as util from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HELP = `Usage: npm run demo -- [options]

Runs a real pipeline on real taxi rides, and traces a wrong prediction back to its cause.

  --once             end after the tour; without it the service stays up for your own questions
  --store file:PATH  where the lineage is kept (default: file:.spantrail/lineage.db)
  --port PORT        the service's port (default: 4319; with --once any free one)
  --help             print this`;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 6)) {
  end(1, `The demo needs Node 20.6 or later; this is ${process.versions.node}.`);
}

const options = readOptions();
if (!isInstalled()) {
  console.log('Installing what package-lock.json names (once, about half a minute) ...');
  run('npm', ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
}
if (!existsSync(join(ROOT, 'examples/taxi/dist')))
  console.log('Compiling (once, a few seconds) ...');
run(process.execPath, [
  join(ROOT, 'node_modules/typescript/lib/tsc.js'),
  '-b',
  'cli',
  'examples/taxi',
]);

// Lineage then names the .ts files that a reader knows, not what was compiled from them.
process.setSourceMapsEnabled(true);
const driver = pathToFileURL(join(ROOT, 'examples/taxi/dist/src/demo.js'));
const { demo } = await import(driver.href);
process.exit(await demo(options));

function readOptions() {
  try {
    const { values } = util.parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        store: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) end(0, HELP);
    const { once, store, port } = values;
    if (store !== undefined && !/^file:./.test(store)) {
      throw new Error(`--store takes file:PATH, not '${store}'`);
    }
    if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65535)) {
      throw new Error(`--port takes a number up to 65535, not '${port}'`);
    }
    return { once, store, port: port === undefined ? undefined : Number(port) };
  } catch (error) {
    const [what] = error.message.split(/\. |\n/);
    end(2, `${what}. Options: --once, --store file:PATH, --port PORT, --help.`);
  }
}

/** Whether each package of the lock file is there in its version; times of files say nothing after a checkout. */
function isInstalled() {
  const installed = join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      !path.includes('node_modules/') || optional || link || present[path]?.version === version,
  );
}

function run(command, args, more = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    ...more,
  });
  if (status !== 0)
    end(1, `${command} ${args.join(' ')} failed: ${error?.message ?? status ?? signal}`);
}

function end(code, message) {
  (code === 0 ? console.log : console.error)(message);
  process.exit(code);
}
