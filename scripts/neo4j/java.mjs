// Finds a Java that a Neo4j runs on. Several may be installed; 5.26 runs on none of the newest, the calendar versions on none of the older.
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Neo4jMissingError } from './errors.mjs';

const execute = promisify(execFile);
const MAJORS_THAT_FIT = { lts: [17, 21], calendar: [21, 25] };
const NAMES = { lts: 'Neo4j 5.26', calendar: 'Neo4j of a calendar version' };

// Where Linux distributions and macOS put their JDKs; `home` is the way from an entry to its JAVA_HOME.
const JDK_FOLDERS = [
  { folder: '/usr/lib/jvm', home: '' },
  { folder: '/Library/Java/JavaVirtualMachines', home: 'Contents/Home' },
];

/**
 * @param {'lts' | 'calendar'} [line] the release line of Neo4j; default `lts`.
 * @returns {Promise<{ java: string, home: string | null }>} the executable, and its JAVA_HOME where known.
 * Order: JAVA_HOME, `java` on PATH, the usual folders; the first of a version that fits wins.
 */
export async function findJava(line = 'lts', environment = process.env) {
  const fitting = MAJORS_THAT_FIT[line];
  const seen = [];
  for await (const candidate of candidates(environment)) {
    const major = await majorVersion(candidate.java);
    if (major !== null && fitting.includes(major)) return candidate;
    if (major !== null) seen.push(`${candidate.java} is ${major}`);
  }
  throw new Neo4jMissingError(
    `${NAMES[line]} needs Java ${fitting.join(' or ')}, and ${seen.length > 0 ? seen.join(', ') : 'there is no java here'}. ` +
      'Install one and set JAVA_HOME, or point NEO4J_URI to a running server.',
  );
}

async function* candidates(environment) {
  if (environment.JAVA_HOME) {
    yield { java: join(environment.JAVA_HOME, 'bin/java'), home: environment.JAVA_HOME };
  }
  yield { java: 'java', home: null };
  for (const { folder, home } of JDK_FOLDERS) {
    for (const entry of await readdir(folder).catch(() => [])) {
      const javaHome = join(folder, entry, home);
      yield { java: join(javaHome, 'bin/java'), home: javaHome };
    }
  }
}

async function majorVersion(java) {
  try {
    const { stderr, stdout } = await execute(java, ['-version'], { timeout: 20_000 });
    return parseJavaMajor(`${stderr}\n${stdout}`);
  } catch {
    return null;
  }
}

/** The major version in what `java -version` prints; null when it says none. `1.8.0_402` is 8. */
function parseJavaMajor(text) {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match?.[1] === undefined ? null : Number(match[1]);
}
