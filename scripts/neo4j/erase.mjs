// Empties a test database: data, then constraints and indexes, so that each test file sees what a newcomer's server has.

/** Removes everything from the database of `driver`. */
export async function eraseAll(driver) {
  const session = driver.session();
  try {
    // In parts of bounded size, edges first: the whole graph, or one dense node, does not fit a small heap.
    await repeat(session, 'MATCH ()-[e]->() WITH e LIMIT 20000 DELETE e RETURN count(*) AS gone');
    await repeat(session, 'MATCH (n) WITH n LIMIT 20000 DELETE n RETURN count(*) AS gone');
    const constraints = await session.run('SHOW CONSTRAINTS YIELD name RETURN name');
    for (const row of constraints.records) {
      await session.run(`DROP CONSTRAINT ${quoted(row.get('name'))} IF EXISTS`);
    }
    const indexes = await session.run(
      "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name",
    );
    for (const row of indexes.records) {
      await session.run(`DROP INDEX ${quoted(row.get('name'))} IF EXISTS`);
    }
  } finally {
    await session.close();
  }
}

/** Until there is nothing left to do. */
async function repeat(session, statement) {
  for (;;) {
    const { records } = await session.run(statement);
    if (Number(records[0].get('gone')) === 0) return;
  }
}

/** The tests erase the database that NEO4J_URI names; one that holds somebody's data is left alone. */
export async function refuseToEraseForeignData(driver, environment) {
  if (environment.SPANTRAIL_TEST_ERASE === '1') return;
  const { records } = await driver.executeQuery('MATCH (n) RETURN count(n) AS nodes');
  const nodes = records[0].get('nodes').toString();
  if (nodes === '0') return;
  throw new Error(
    `The database at ${environment.NEO4J_URI} holds ${nodes} nodes, and the tests erase what they find. ` +
      'Give NEO4J_URI an empty one, or set SPANTRAIL_TEST_ERASE=1 if these nodes may go.',
  );
}

function quoted(name) {
  return `\`${name.replaceAll('`', '``')}\``;
}
