import { useQuery } from 'urql';
import { choices, text } from '../../components/address-filters';
import { Badge, type Tone } from '../../components/badge';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Pages } from '../../components/pages';
import { ChoicesFilter, FilterBar, TextFilter } from '../../components/filter-bar';
import { Instant } from '../../components/instant';
import { SelectField } from '../../components/select-field';
import { useFilters, useOrder, usePaging } from '../../components/use-filters';
import { Empty, Loaded } from '../../components/view-states';
import { wholeNumber } from '../../components/whole-number';
import {
  WebhookDeliveriesDocument,
  type WebhookDeliveriesQuery,
  type WebhookDeliveryState,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import type { Endpoint } from './webhook-dialogs';
import { webhooksTexts } from './webhooks-texts';

type Row = NonNullable<WebhookDeliveriesQuery['webhookDeliveries']>['nodes'][number];

const STATES = ['WAITING', 'DELIVERED', 'EXHAUSTED'] as const;
const TONES: Record<WebhookDeliveryState, Tone> = { WAITING: 'warn', DELIVERED: 'good', EXHAUSTED: 'bad' };

export function DeliveriesList({ endpoints }: { readonly endpoints: readonly Endpoint[] }) {
  const texts = useTexts(webhooksTexts);
  // Newer servers may store others.
  const errors: Readonly<Record<string, string>> = texts.errors;
  const { anyValue } = useTexts(commonTexts);
  const { values, set, isAnySet, clear } = useFilters({
    endpoint: choices(endpoints.map(({ id }) => id)),
    state: choices(STATES),
    sequence: text,
  });
  const paging = usePaging();
  const order = useOrder('sequence');
  const sequence = wholeNumber(values.sequence);
  const filter = {
    ...(values.endpoint[0] !== undefined && { endpointId: values.endpoint[0] }),
    ...(values.state.length > 0 && { states: [...values.state] }),
    ...(!Number.isNaN(sequence) && { sequence }),
  };
  const [query, reload] = useQuery({
    query: WebhookDeliveriesDocument,
    variables: { filter, first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const columns: DataColumn<Row>[] = [
    {
      id: 'sequence',
      isSortable: true,
      label: texts.sequence,
      align: 'end',
      cell: ({ sequence: number }) => number,
    },
    { id: 'type', label: texts.type, isRowHeader: true, cell: ({ type }) => texts.typeNames[type] },
    {
      id: 'endpoint',
      label: texts.endpoint,
      cell: ({ endpoint }) => <span className="wrap-anywhere">{endpoint?.url}</span>,
    },
    {
      id: 'state',
      label: texts.state,
      cell: ({ state }) => <Badge tone={TONES[state]}>{texts.deliveryStates[state]}</Badge>,
    },
    { id: 'attempts', label: texts.attempts, align: 'end', cell: ({ attempts }) => attempts },
    {
      id: 'lastError',
      label: texts.lastError,
      cell: ({ lastError, lastStatus }) =>
        lastError && [errors[lastError] ?? lastError, lastStatus].filter(Boolean).join(' '),
    },
    {
      id: 'lastAttemptAt',
      label: texts.lastAttemptAt,
      cell: ({ lastAttemptAt }) => lastAttemptAt && <Instant at={lastAttemptAt} />,
    },
    {
      id: 'nextAttemptAt',
      label: texts.nextAttemptAt,
      cell: ({ nextAttemptAt }) => nextAttemptAt && <Instant at={nextAttemptAt} />,
    },
  ];
  return (
    <section className="stack" aria-label={texts.deliveries}>
      <h2>{texts.deliveries}</h2>
      <FilterBar label={texts.filters} isAnySet={isAnySet} onClear={clear}>
        <SelectField
          label={texts.endpoint}
          options={['', ...endpoints.map(({ id }) => id)]}
          names={{ '': anyValue, ...Object.fromEntries(endpoints.map(({ id, url }) => [id, url])) }}
          value={values.endpoint[0] ?? ''}
          onChange={(id) => set({ endpoint: id === '' ? [] : [id] })}
        />
        <ChoicesFilter
          label={texts.state}
          options={STATES}
          names={texts.deliveryStates}
          chosen={values.state}
          onChange={(state) => set({ state })}
        />
        <TextFilter
          label={texts.sequence}
          value={values.sequence}
          onChange={(typed) => set({ sequence: typed }, { replace: true })}
        />
      </FilterBar>
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ webhookDeliveries }) => (
          <div className="panel">
            <DataTable
              label={texts.deliveries}
              columns={columns}
              rows={webhookDeliveries?.nodes ?? []}
              sort={order.sort}
              isStale={query.stale || query.fetching}
              empty={<Empty title={texts.noDeliveries}>{texts.noDeliveriesHint}</Empty>}
            />
            <Pages paging={paging} list={webhookDeliveries} />
          </div>
        )}
      </Loaded>
    </section>
  );
}
