import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from 'urql';
import { isSoldOut } from '../../../../src/domain/stock';
import { useViewer } from '../../api/viewer';
import { choice } from '../../components/address-filters';
import { Badge, EventStateBadge } from '../../components/badge';
import { Button } from '../../components/button';
import type { DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { useFilters, usePaging, type Sort } from '../../components/use-filters';
import { EventsDocument, type EventFilter, type EventsQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber, formatUntil } from '../../time/format';
import { DuplicateDialog } from './duplicate-dialog';
import { eventTexts } from './event-texts';
import { eventsTexts } from './events-texts';
import { shareLeft, stockTone } from './stock-tone';

type Row = NonNullable<EventsQuery['events']>['edges'][number]['node'];

const ORDERS = ['newest', 'oldest', 'endSoonest', 'endLatest'] as const;
const ORDER = { order: choice(ORDERS) };

export function EventsList({ filter }: { readonly filter: EventFilter }) {
  const texts = useTexts(eventsTexts);
  const { duplicate, duplicateOf } = useTexts(eventTexts);
  const { runsEvents } = useViewer();
  const [copied, setCopied] = useState<Row | null>(null);
  const paging = usePaging();
  const { values, set } = useFilters(ORDER);
  const isByEnd = values.order.startsWith('end');
  const isDescending = values.order === 'newest' || values.order === 'endLatest';
  const sort: Sort = {
    column: isByEnd ? 'end' : 'start',
    isDescending,
    // A column that is pressed first begins with what is most urgent.
    onChange: (column, descends) => {
      const byEnd = column === 'end' && !isByEnd ? 'endSoonest' : descends ? 'endLatest' : 'endSoonest';
      const byStart = column === 'start' && isByEnd ? 'newest' : descends ? 'newest' : 'oldest';
      set({ order: column === 'end' ? byEnd : byStart });
    },
  };
  const [query, reload] = useQuery({
    query: EventsDocument,
    variables: {
      filter,
      first: Number(paging.size),
      after: paging.after,
      reverse: !isDescending,
      orderBy: isByEnd ? 'END_AT' : 'START_AT',
      withCounts: true,
    },
  });
  const columns = useColumns();
  const actions: DataColumn<Row> = {
    id: 'actions',
    label: texts.columns.actions,
    cell: (event) => (
      <Button tone="quiet" aria-label={duplicateOf(event.title)} onPress={() => setCopied(event)}>
        {duplicate}
      </Button>
    ),
  };
  return (
    <>
      {isByEnd && <p className="faint">{texts.withEndOnly}</p>}
      <PagedTable
        query={query}
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        paging={paging}
        columns={runsEvents ? [...columns, actions] : columns}
        texts={{ table: texts.table, emptyTitle: texts.empty, emptyHint: texts.emptyHint }}
        listOf={({ events }) => events && { ...events, nodes: events.edges.map(({ node }) => node) }}
        hrefOf={({ id }) => `/events/${id}`}
        sort={sort}
      />
      {copied && <DuplicateDialog event={copied} onClose={() => setCopied(null)} />}
    </>
  );
}

function useColumns(): DataColumn<Row>[] {
  const { columns, open, tooMany, ...texts } = useTexts(eventsTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  const format = (count: number) => formatNumber(count, language);
  return [
    {
      id: 'title',
      label: columns.title,
      isRowHeader: true,
      cell: ({ id, title, rewards, payout }) => (
        <>
          <Link href={`/events/${id}`}>{title}</Link>
          <span className="faint cell-detail">
            {[
              ...rewards.map(({ name, quantity }) => `${quantity} × ${name}`),
              common.payoutModes[payout],
            ].join(' · ')}
          </span>
        </>
      ),
    },
    { id: 'state', label: columns.state, cell: (event) => <EventStateBadge event={event} /> },
    {
      id: 'start',
      isSortable: true,
      label: columns.start,
      cell: ({ startAt }) => <Instant at={startAt} />,
    },
    {
      id: 'end',
      isSortable: true,
      label: columns.end,
      cell: ({ endAt, state }) =>
        endAt === null ? (
          open
        ) : (
          <>
            {state === 'IN_PROGRESS' && <strong>{formatUntil(endAt, new Date(), language)}</strong>}
            <span className={state === 'IN_PROGRESS' ? 'faint cell-detail' : ''}>
              <Instant at={endAt} />
            </span>
          </>
        ),
    },
    {
      id: 'requests',
      label: columns.requests,
      align: 'end',
      cell: ({ requestCounts }) => (requestCounts ? format(requestCounts.requested) : tooMany),
    },
    {
      id: 'pending',
      label: columns.pending,
      align: 'end',
      cell: ({ id, requestCounts }) =>
        requestCounts && requestCounts.pending > 0 ? (
          <Link href={`/requests?eventId=${id}&statuses=PENDING&order=oldest`}>
            {format(requestCounts.pending)}
          </Link>
        ) : (
          <span className="faint">{requestCounts ? '0' : tooMany}</span>
        ),
    },
    {
      id: 'left',
      label: columns.left,
      align: 'end',
      cell: ({ rewards }) => {
        const scarcest = rewards
          .filter(({ stock }) => stock !== null)
          .sort((a, b) => Number(isSoldOut(b)) - Number(isSoldOut(a)) || shareLeft(a) - shareLeft(b))[0];
        if (!scarcest) return <span className="faint">{common.unlimited}</span>;
        if (isSoldOut(scarcest)) return <Badge tone="bad">{texts.soldOut}</Badge>;
        return (
          <span className={`stock-${stockTone(scarcest)}`}>
            {texts.leftOf(format(scarcest.remaining ?? 0), format(scarcest.stock ?? 0))}
          </span>
        );
      },
    },
  ];
}
