import { basename } from 'node:path';
import type { TextFile } from './rooms.ts';

// Keywords in capitals followed by what only Cypher puts there; prose in capitals does not look like this.
const CYPHER =
  /\b(?:MATCH|MERGE|CREATE)\s+(?:\w+\s*=\s*)?\(|\bUNWIND\s+[$[]|\bDETACH\s+DELETE\b|\bRETURN\s+[\w.(*)]+\s+AS\s+\w|\bCREATE\s+(?:RANGE\s+)?(?:INDEX|CONSTRAINT)\b/;
const HEADER = ['Purpose', 'Params', 'Columns', 'Cost'];

/** The lines of a source file outside graph that look like Cypher. */
export function cypherFaults({ path, text }: TextFile): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      CYPHER.test(line) ? [`${path}:${index + 1} has Cypher, which belongs in graph/queries`] : [],
    );
}

/** What is missing from the comment that a .cypher file opens with. A long entry may go on over comment lines. */
export function cypherHeaderFaults({ path, text }: TextFile): readonly string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const labels = lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => /^\/\/ ([A-Z][a-z]+):\s+\S/.exec(line)?.[1])
    .filter((label) => label !== undefined);

  return labels.join() === HEADER.join()
    ? []
    : [
        `${path} opens with ${labels.join(', ') || 'no header'}; it should be ${HEADER.join(', ')}, each with its text`,
      ];
}

/** The .cypher files that no source file names; `x.neo4j.cypher` is the text of `x` for one engine. */
export function unusedCypherFaults(
  queries: readonly TextFile[],
  sources: readonly TextFile[],
): readonly string[] {
  return queries.flatMap(({ path }) => {
    const name = basename(path, '.cypher').replace(/\.(?:neo4j|embedded)$/, '');
    const named = new RegExp(`['"\`/]${name}(?:\\.cypher)?['"\`]`);
    const isNamed = sources.some(({ text }) => named.test(text));
    return isNamed ? [] : [`${path} is used by no source file`];
  });
}
