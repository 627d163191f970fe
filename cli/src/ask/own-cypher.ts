import { readFile } from 'node:fs/promises';
import { UsageError } from '@spantrail/graph';
import { messageOf } from '../thrown.ts';

type Values = readonly (readonly [name: string, text: string])[];

/** `query FILE.cypher` asks what the file says, wherever it is asked. */
export async function withOwnCypher(values: Values): Promise<Values> {
  return Promise.all(
    values.map(async ([name, text]): Promise<readonly [string, string]> => {
      if (name !== 'name' || !text.endsWith('.cypher')) return [name, text];
      try {
        return ['cypher', await readFile(text, 'utf8')];
      } catch (error) {
        throw new UsageError(`Cannot read ${text}: ${messageOf(error)}.`, 'name');
      }
    }),
  );
}
