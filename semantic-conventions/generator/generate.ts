// Writes what is made from the registry. The test beside it fails when somebody forgets to run this.
import { readFileSync, writeFileSync } from 'node:fs';
import { ROOM, readRegistry } from './registry.ts';
import { renderConstants, renderIndex } from './render-constants.ts';
import { renderReadme } from './render-table.ts';

const registry = readRegistry();
const readme = new URL('README.md', ROOM);
writeFileSync(new URL('src/attributes.ts', ROOM), renderConstants(registry));
writeFileSync(new URL('src/index.ts', ROOM), renderIndex(registry));
writeFileSync(readme, renderReadme(readFileSync(readme, 'utf8'), registry));
