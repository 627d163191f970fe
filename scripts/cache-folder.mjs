import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that Spantrail's downloads live in: $SPANTRAIL_CACHE, else the user's cache folder. */
export function cacheFolder(environment = process.env) {
  return (
    environment.SPANTRAIL_CACHE ||
    join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spantrail')
  );
}
