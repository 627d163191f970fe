import type { TextFile } from './rooms.ts';

// The old spellings (xit, fit) count before a name only: models have a fit() of their own.
const LEFT_OUT =
  /\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo|failing)(?:\.each)?\s*[(`]|\b(?:fdescribe|fit|xdescribe|xit|xtest)\s*\(\s*['"`]/;

/** Tests that do not run, or that keep others from running. Only `describeNeo4j` of the test server may skip. */
export function leftOutTestFaults({ path, text }: TextFile): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      LEFT_OUT.test(line) ? [`${path}:${index + 1} leaves tests out: ${line.trim()}`] : [],
    );
}
