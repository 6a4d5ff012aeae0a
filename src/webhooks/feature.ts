import DataLoader from 'dataloader';
import { ADMIN, AUDITORS } from '../access/permissions';
import { DELIVERY_ERRORS, ENDPOINTS_MAX } from '../domain/webhook-rules';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Feature, Foundation, LoaderParts, MutationRow } from '../feature';
import { AddressRules } from './address-rules';
import { WebhookDeliveries } from './webhook-deliveries';
import { EndpointStore } from './endpoint-store';
import { EndpointFeedReader } from './feed-reader';
import { WebhookDelivery } from './webhook-delivery.model';
import { WebhookEndpoint } from './webhook-endpoint.model';
import { WebhookLease } from './webhook-lease.model';
import { WebhookReader } from './webhook-reader';
import { webhookSignals } from './webhook-signals';
import { WebhookSender } from './webhook-sender';
import { WebhookDeliveryResolver, WebhookEndpointResolver } from './webhook.resolver';
import { WebhookService } from './webhook.service';

const CHANGE: MutationRow = {
  access: ADMIN,
  needs: ['webhookendpoints', 'webhookdeliveries', ...RECORDED_COLLECTIONS],
};

export const webhookFeature: Feature = {
  collections: [
    { name: 'webhookendpoints', model: { property: 'webhookEndpoints', rows: WebhookEndpoint } },
    { name: 'webhookdeliveries', model: { property: 'webhookDeliveries', rows: WebhookDelivery } },
    { name: 'webhookleases', model: { property: 'webhookLeases', rows: WebhookLease } },
  ],
  resolvers: [WebhookEndpointResolver, WebhookDeliveryResolver],
  queries: { webhookEndpoints: AUDITORS, webhookDeliveries: AUDITORS },
  mutations: {
    createWebhookEndpoint: CHANGE,
    updateWebhookEndpoint: CHANGE,
    rotateWebhookSecret: CHANGE,
    removeWebhookEndpoint: CHANGE,
    replayWebhook: CHANGE,
  },
  metrics: ({ webhookSender }) => ({
    counters: [
      {
        name: 'webhook_attempts_total',
        help: 'Attempts to send a webhook, by result.',
        label: { name: 'outcome', values: ['OK', ...DELIVERY_ERRORS] },
        listen: (count) => webhookSignals.attempt.listen(count),
      },
      {
        name: 'webhook_exhausted_total',
        help: 'Webhooks that were given up after their last attempt.',
        listen: (count) => webhookSignals.exhausted.listen(() => count()),
      },
    ],
    tables: [
      {
        labelNames: ['state'],
        gauges: [{ name: 'webhook_endpoints', help: 'Endpoints of webhooks, by state.' }],
        read: () =>
          Promise.resolve(
            Object.entries(webhookSender.counts).map(([state, count]) => ({
              labels: { state },
              values: [count],
            })),
          ),
      },
    ],
  }),
  jobs: ({ webhookSender }) => ({ webhooks: () => webhookSender.sweep() }),
  listSizes: { 'Query.webhookEndpoints': ENDPOINTS_MAX },
};

export function webhookServices({
  config,
  database,
  secrets,
  clock,
  log,
  chainer,
}: Foundation & { readonly chainer: Chainer }) {
  const reader = new WebhookReader(database);
  const deliveries = new WebhookDeliveries(database.webhookDeliveries);
  const feed = new EndpointFeedReader(database);
  const rules = new AddressRules({
    production: config.production,
    allowedNetworks: config.webhookAllowedNetworks,
  });
  const endpoints = new EndpointStore({ database, chainer });
  return {
    webhooks: new WebhookService({ database, chainer, reader, deliveries, endpoints, feed, secrets, rules }),
    webhookReaders: { query: new WebhookReader(database.reads), mutation: reader },
    webhookSender: new WebhookSender({
      database,
      endpoints,
      deliveries,
      feed,
      secrets,
      rules,
      clock,
      log,
      random: Math.random,
    }),
  };
}

export function webhookLoaders({ services: { webhookReaders }, kind }: LoaderParts) {
  return {
    webhookCursor: new DataLoader((ids: readonly string[]) => webhookReaders[kind].findCursors(ids)),
    webhookEndpoint: new DataLoader((ids: readonly string[]) => webhookReaders[kind].findByIds(ids)),
  };
}
