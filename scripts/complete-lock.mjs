// Adds to package-lock.json the optional packages of other platforms that npm left out.
//
// npm writes a lock without an optional package that its registry could not show at that moment (a mirror may have only
// the platforms that were asked of it), and `npm ci` then refuses that lock on every machine: "Missing: … from lock file".
// The entry needs no more than the pinned version and the platform, so that npm skips it elsewhere and fetches it there.
// Run after `npm install`: node scripts/complete-lock.mjs. `test/house.test.ts` tells when it is needed.
import { readFileSync, writeFileSync } from 'node:fs';

const lockFile = new URL('../package-lock.json', import.meta.url);
const ARCHITECTURES = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];

const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const beside = `node_modules/${name}`;
    if (lock.packages[beside] ?? lock.packages[`${path}/${beside}`]) continue;
    lock.packages[beside] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    };
    added.push(`${name} ${version}`);
  }
}
// npm keeps the workspaces and packages sorted by path; so does this, to leave its next diff small.
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
if (added.length > 0) writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length > 0 ? `added:\n${added.join('\n')}` : 'complete already');

function platformOf(name) {
  const words = name.split('/').at(-1).split('-');
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => ARCHITECTURES.includes(word));
  if (os.length !== 1 || cpu.length !== 1)
    throw new Error(`Which platform is ${name} for? Add it by hand.`);
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : undefined;
  return { cpu, ...(libc && { libc }), os };
}
