import { ERROR_CODES, REFUSAL_CODES } from '../../src/errors';
import { permissions } from '../../src/graphql/permissions';
import { RequestRewardDocument } from '../generated/documents';
import { createEvent } from '../support/events';
import { headingsOf, readDocument } from '../support/markdown';
import { samplesOf } from '../support/metrics';
import { readQuery, type Matcher } from '../support/promql';
import { startTestServer } from '../support/server';

/** What Prometheus itself puts on every sample. */
const OF_THE_TARGET = ['instance', 'job'];
/** Metrics that no server of ours has: Prometheus' own, and the balancer's, which check:balancer reads. */
const OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  up: OF_THE_TARGET,
  haproxy_backend_http_responses_total: ['proxy', 'code'],
};

const CODES = [...Object.keys(ERROR_CODES), ...Object.keys(REFUSAL_CODES)];
/** What a label may say, where a query asks for single values of it. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  proxy: ['servers'],
  operation: [...Object.keys(permissions.Query), ...Object.keys(permissions.Mutation), 'several', 'none'],
  code: ['OK', '5xx', ...CODES],
  state: ['active', 'failing', 'deactivated'],
  outcome: ['OK', 'SUCCESS', 'PENDING', ...CODES],
};

interface Dashboard {
  readonly panels: ReadonlyArray<{
    readonly title: string;
    readonly targets: ReadonlyArray<{ readonly expr: string; readonly legendFormat: string }>;
  }>;
}

/** Names of real samples with the labels that they have. */
const labelsOf = new Map(Object.entries(OF_OTHERS).map(([name, labels]) => [name, new Set(labels)]));
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
    await createEvent(await server.actor('OPERATOR'), {
      rewards: [{ type: 'COUPON', name: 'Card', codePool: true }],
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
  '%s: %s is PromQL, and names metrics and labels that a server really has',
  (_name, expr, legend) => {
    const { faults, selectors, groupedBy } = readQuery(expr);
    expect(faults).toEqual([]);
    expect(selectors.length).toBeGreaterThan(0);
    const known = new Set(OF_THE_TARGET);
    for (const { metric, matchers } of selectors) {
      expect([...labelsOf.keys()]).toContain(metric);
      const labels = labelsOf.get(metric) ?? new Set();
      for (const label of labels) known.add(label);
      for (const { label } of matchers) expect([...labels]).toContain(label);
      expect(matchers.filter(({ label }) => !OF_THE_TARGET.includes(label)).filter(matchesNothing)).toEqual(
        [],
      );
    }
    const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    for (const label of [...groupedBy, ...shown]) expect([...known]).toContain(label);
  },
);

/** A value that the label never has makes a panel empty and an alert silent. */
function matchesNothing({ label, operator, value }: Matcher): boolean {
  const values = VALUES[label] ?? [];
  if (!operator.includes('~')) return !values.includes(value);
  return value.split('|').some((part) => !values.some((each) => new RegExp(`^(?:${part})$`).test(each)));
}

test.each([
  ['rate(event_reward_claims_total[5m]', ['not PromQL from here: ']],
  ['rates(event_reward_claims_total)', ['not PromQL from here: (event_reward_claims_total)']],
  ['sum(rate(event_reward_claims_total))', ['needs a range: rate(event_reward_claims_total)']],
])('%s is no query', (expr, faults) => {
  expect(readQuery(expr).faults).toEqual(expect.arrayContaining(faults));
});

test('there are alerts and panels, each under a name of its own', () => {
  expect(alerts.length).toBeGreaterThan(5);
  expect(panels.length).toBeGreaterThan(5);
  const source = readDocument('deploy/prometheus/alerts.yaml');
  expect(alerts.length).toBe(source.match(/- alert:/g)?.length);
  const names = [...alerts.map(({ name }) => name), ...panels.map(({ title }) => title)];
  expect(new Set(names).size).toBe(names.length);
});

test('each alert has a summary, and a link to its paragraph', () => {
  const source = readDocument('deploy/prometheus/alerts.yaml');
  const links = [
    ...source.matchAll(
      /- alert: (\w+)\n(?: {8}(?!annotations).*\n)+ {8}annotations:\n {10}summary: .+\n {10}runbook_url: '\{\{ \$externalLabels\.docs_url \}\}\/operations\.md#(\w+)'/g,
    ),
  ].map(([, name, anchor]) => [name, anchor]);
  expect(links).toEqual(alerts.map(({ name }) => [name, name.toLowerCase()]));
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
