// Fills an empty Neo4j home from CSV files by Neo4j's own offline importer: a million runs in a minute or two.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { neo4jJars } from './jars.mjs';
import { findJava } from './java.mjs';

const execute = promisify(execFile);

/** See without-jest.d.mts. */
export async function importNeo4j({ home, nodes, relationships, version = 'lts', heapMax = '1g' }) {
  const { java, home: javaHome } = await findJava(version);
  const jars = await neo4jJars({ line: version, javaHome });
  const conf = join(home, 'conf');
  await mkdir(conf, { recursive: true });
  await writeFile(join(conf, 'neo4j.conf'), 'dbms.usage_report.enabled=false\n');
  const inputs = [
    ...Object.entries(nodes).map(([label, file]) => `--nodes=${label}=${file}`),
    ...Object.entries(relationships).map(([type, file]) => `--relationships=${type}=${file}`),
  ];
  await execute(
    java,
    [
      `-Xmx${heapMax}`,
      '--add-opens=java.base/java.nio=ALL-UNNAMED',
      '-cp',
      join(jars, '*'),
      'org.neo4j.cli.AdminTool',
      ...['database', 'import', 'full', 'neo4j', '--id-type=string', '--threads=2'],
      `--report-file=${join(home, 'import.report')}`,
      ...inputs,
    ],
    { env: { ...process.env, NEO4J_HOME: home, NEO4J_CONF: conf }, maxBuffer: 2 ** 26 },
  );
}
