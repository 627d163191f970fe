import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where seeded stores are kept between runs, outside the checkout; made when it is missing. */
export function cacheFolder(): string {
  const { SPANTRAIL_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = SPANTRAIL_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'spantrail');
  const folder = join(cache, 'bench');
  mkdirSync(folder, { recursive: true });
  return folder;
}
