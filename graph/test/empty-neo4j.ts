import neo4j, { type Driver } from 'neo4j-driver';

let driver: Driver | undefined;

/** Removes every node but the store's own `Meta`; the schema stays, the horizon goes. */
export async function emptyNeo4j(uri: string): Promise<void> {
  driver ??= neo4j.driver(uri);
  await driver.executeQuery('MATCH (n) WHERE NOT n:Meta DETACH DELETE n');
  await driver.executeQuery('MATCH (m:Meta) REMOVE m.horizon');
}

export async function closeEmptier(): Promise<void> {
  await driver?.close();
  driver = undefined;
}
