import { RequestRewardDocument } from '../generated/documents';
import { createEvent } from '../support/events';
import { headingsOf, readDocument } from '../support/markdown';
import { samplesOf } from '../support/metrics';
import { startTestServer } from '../support/server';

/** What Prometheus itself puts on every sample. */
const OF_THE_TARGET = ['instance', 'job'];

interface Dashboard {
  readonly panels: ReadonlyArray<{
    readonly title: string;
    readonly targets: ReadonlyArray<{ readonly expr: string; readonly legendFormat: string }>;
  }>;
}

/** Names of real samples with the labels that they have. */
const labelsOf = new Map<string, Set<string>>();
/** Names of our metrics, as their TYPE lines have them, with their labels. */
const metrics = new Map<string, Set<string>>();

beforeAll(async () => {
  const server = await startTestServer({ env: { METRICS_PORT: '0' } });
  try {
    const { id } = await createEvent(await server.actor('OPERATOR'), {
      conditions: [],
      payout: 'MANUAL',
      rewards: [{ type: 'ITEM', name: 'Jacket', quantity: 1, stock: 3 }],
    });
    const user = await server.actor('USER');
    await user.run(RequestRewardDocument, { input: { eventId: id } });
    await server.anonymous.send(
      'mutation { login(input: { username: "nobody", password: "password" }) { user { id } } }',
    );
    const text = await (await fetch(server.app.metricsUrl!)).text();
    for (const { name, labels } of samplesOf(text)) {
      labelsOf.set(name, new Set([...(labelsOf.get(name) ?? []), ...Object.keys(labels)]));
    }
    for (const [, name = ''] of text.matchAll(/^# TYPE (event_reward_\w+) /gm)) {
      const labels = [name, `${name}_count`].flatMap((sample) => [...(labelsOf.get(sample) ?? [])]);
      metrics.set(name, new Set(labels));
    }
  } finally {
    await server.close();
  }
});

const alerts = [
  ...readDocument('deploy/prometheus/alerts.yaml').matchAll(/- alert: (\w+)\n +expr: (.+)\n/g),
].map(([, name = '', expr = '']) => ({ name, expr, legendFormat: '' }));
const { panels } = JSON.parse(readDocument('deploy/grafana/event-reward.json')) as Dashboard;
const queries = [
  ...alerts,
  ...panels.flatMap(({ title, targets }) => targets.map((target) => ({ name: title, ...target }))),
];

test.each(queries.map(({ name, expr, legendFormat }) => [name, expr, legendFormat]))(
  '%s: %s names metrics and labels that a server really has',
  (_name, expr, legend) => {
    const used = [...expr.matchAll(/\b((?:event_reward|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)];
    expect(used.length).toBeGreaterThan(0);
    const known = new Set(OF_THE_TARGET);
    for (const [, name = '', matchers = ''] of used) {
      expect([...labelsOf.keys()]).toContain(name);
      const labels = labelsOf.get(name) ?? new Set();
      for (const label of labels) known.add(label);
      for (const [, label = ''] of matchers.matchAll(/(\w+)[=!]/g)) expect([...labels]).toContain(label);
    }
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */));
    const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    for (const label of [...grouped, ...shown]) expect([...known]).toContain(label);
  },
);

test('there are alerts and panels, each under a name of its own', () => {
  expect(alerts.length).toBeGreaterThan(5);
  expect(panels.length).toBeGreaterThan(5);
  const source = readDocument('deploy/prometheus/alerts.yaml');
  expect(alerts.length).toBe(source.match(/- alert:/g)?.length);
  const names = [...alerts.map(({ name }) => name), ...panels.map(({ title }) => title)];
  expect(new Set(names).size).toBe(names.length);
});

test.each(['docs/operations.md', 'docs/operations.ko.md'])('%s says what to do at each alert', (path) => {
  const titles = headingsOf(readDocument(path)).map(({ title }) => title);
  for (const { name } of alerts) expect(titles).toContain(name);
});

test.each(['docs/operations.md', 'docs/operations.ko.md'])(
  '%s lists every metric with its labels',
  (path) => {
    const rows = [...readDocument(path).matchAll(/^\| `(event_reward_\w+)` +\|([^|]*)\|/gm)];
    const documented = rows.map(([, name = '', labels = '']) => [name, labels.match(/\w+/g)?.sort() ?? []]);
    const real = [...metrics].map(([name, labels]) => [
      name,
      [...labels].filter((label) => label !== 'le').sort(),
    ]);
    expect(documented.sort()).toEqual(real.sort());
  },
);
