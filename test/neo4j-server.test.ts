import { expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import neo4j from 'neo4j-driver';

const server = await neo4jForTests();

describeNeo4j('the shared Neo4j of a test run', server, (uri) => {
  test('answers over Bolt, and is empty for each test file', async () => {
    await using driver = neo4j.driver(uri);

    const { records } = await driver.executeQuery('MATCH (n) RETURN count(n) AS nodes');

    expect(records[0]?.get('nodes').toNumber()).toBe(0);
  });

  test('is of the release line that was asked for', async () => {
    await using driver = neo4j.driver(uri);

    const { records } = await driver.executeQuery(
      "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version",
    );

    expect(records[0]?.get('version')).toMatch(
      process.env.SPANTRAIL_TEST_NEO4J === 'calendar' ? /^20\d\d\./ : /^5\.26\./,
    );
  });
});
