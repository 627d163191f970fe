/** A password in the address of a store is shown nowhere, whatever is wrong with the address. */
import { expect, test } from '@jest/globals';
import { spantrail } from './support/spantrail-process.ts';

const addresses: readonly (readonly [what: string, address: string, exitCode: number])[] = [
  ['a server that is away', 'bolt://neo4j:s3cret@127.0.0.1:1', 3],
  ['a cluster that is away', 'neo4j+s://neo4j:s3%40cret@127.0.0.1:1', 3],
  ['a password that is not encoded', 'bolt://neo4j:s3cret/@word@127.0.0.1:1', 2],
  ['a scheme that is none', 'blot://neo4j:s3cret@127.0.0.1:1', 2],
  ['a parameter that is none', 'bolt://127.0.0.1:1?secret=s3cret', 2],
];

test.each(addresses)(
  'an address with %s is told without its password',
  async (_, address, code) => {
    for (const words of [['recent'], ['recent', '--json'], ['serve', '--listen', '127.0.0.1:0']]) {
      const { stdout, stderr, exitCode } = await spantrail([...words, '--store', address]);

      expect({ words, exitCode }).toEqual({ words, exitCode: code });
      expect(stdout + stderr).not.toMatch(/s3(%40|@)?cret/);
    }
  },
  60_000,
);
