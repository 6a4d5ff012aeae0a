import { environment } from '../../src/environment';
import { readDocument } from '../support/markdown';
import { ask } from '../support/http';
import { freshDatabaseUri, startTestServer } from '../support/server';
import { startServerProcess } from '../support/server-process';

const manifest = readDocument('deploy/kubernetes.yaml');
const compose = readDocument('docker-compose.yml');
const image = readDocument('Dockerfile');
const SECONDS_OF_THE_DRAIN = 10;

test('the probes ask for what the server answers', async () => {
  const paths = [...manifest.matchAll(/path: (\S+), port: http/g)].map(([, path = '']) => path);
  const health = [...(image + compose).matchAll(/(\/health\/\w+)/g)].map(([, path = '']) => path);
  expect(new Set(paths)).toEqual(new Set(['/health/live', '/health/ready']));
  const server = await startTestServer();
  try {
    for (const path of [...paths, ...health]) expect((await ask(server.url + path)).status).toBe(200);
  } finally {
    await server.close();
  }
});

test('what sets the environment uses names that the server reads', () => {
  const env = manifest.slice(manifest.indexOf('env:'), manifest.indexOf('livenessProbe:'));
  const inManifest = [...env.matchAll(/name: ([A-Z][A-Z_]+)/g)].map(([, name]) => name);
  const own = compose.slice(0, compose.indexOf('services:'));
  const inCompose = [...own.matchAll(/^ {4}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
  expect(inManifest.length).toBeGreaterThan(3);
  expect(inCompose.length).toBeGreaterThan(3);
  for (const name of [...inManifest, ...inCompose]) expect(Object.keys(environment.shape)).toContain(name);
});

test('the image is made and runs on the newest Node that is tested before a change lands', () => {
  const [, newest] = /test:node -- (\d+) /.exec(readDocument('.ci/run')) ?? [];
  const bases = [...image.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  const stages = [...image.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, name]) => name);
  expect(new Set(bases.filter((base) => !stages.includes(base)))).toEqual(
    new Set([`node:${newest}-bookworm-slim`]),
  );
});

test('the pods have the port of the metrics, and the balancer knows every server', () => {
  const port = /METRICS_PORT, value: '(\d+)'/.exec(manifest)?.[1];
  expect(manifest).toContain(`containerPort: ${port} }`);
  expect(manifest).toContain(`prometheus.io/port: '${port}'`);
  const servers = [...readDocument('deploy/haproxy/haproxy.cfg').matchAll(/server \S+ ([\w-]+):4000/g)].map(
    ([, name]) => name,
  );
  const services = [...compose.slice(0, compose.indexOf('\nvolumes:')).matchAll(/^ {2}(api[\w-]*):/gm)].map(
    ([, name]) => name,
  );
  expect(servers.sort()).toEqual(services.sort());
  expect(servers).toHaveLength(3);
});

test('only the ingress reaches the API of the pods, and only Prometheus their metrics', () => {
  const policy = manifest.split('---').find((part) => part.includes('kind: NetworkPolicy')) ?? '';
  const opened = [
    ...policy.matchAll(/metadata\.name: (\w+) \}\n\s+ports: \[\{ protocol: TCP, port: (\w+) \}\]/g),
  ];
  expect(opened.map(([, namespace, port]) => [namespace, port])).toEqual([
    ['ingress', 'http'],
    ['monitoring', 'metrics'],
  ]);
  expect(manifest).not.toMatch(/TRUSTED_PROXIES, value:/);
});

test('with its secret given a server needs no folder that it could write to', async () => {
  const server = await startServerProcess({
    NODE_ENV: 'production',
    RATE_LIMIT: 'on',
    MONGODB_URI: freshDatabaseUri(),
    DATA_DIR: '/proc/none',
  });
  expect((await ask(`${server.url}/health/ready`)).status).toBe(200);
  expect(await server.end()).toBe(0);
});

test('a server has the time to finish what runs, and may write nothing', () => {
  expect(Number(/terminationGracePeriodSeconds: (\d+)/.exec(manifest)?.[1])).toBeGreaterThan(
    SECONDS_OF_THE_DRAIN + 5,
  );
  expect(Number(/stop_grace_period: (\d+)s/.exec(compose)?.[1])).toBeGreaterThan(SECONDS_OF_THE_DRAIN);
  expect(manifest).toContain('readOnlyRootFilesystem: true');
  expect(manifest).toContain('runAsNonRoot: true');
  expect(image).toMatch(/^USER node$/m);
});
