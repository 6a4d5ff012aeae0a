import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from 'urql';
import { useViewer } from '../../api/viewer';
import { choice, choices, text } from '../../components/address-filters';
import { EventStateBadge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Pages } from '../../components/pages';
import { ChoicesFilter, FilterBar, TextFilter } from '../../components/filter-bar';
import { Instant } from '../../components/instant';
import { Page } from '../../components/page';
import { SelectField } from '../../components/select-field';
import { useFilters, useOrder, usePaging } from '../../components/use-filters';
import { Empty, Loaded } from '../../components/view-states';
import {
  EventsDocument,
  type EventFilter,
  type EventsQuery,
  type EventState,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { DuplicateDialog } from './duplicate-dialog';
import { eventTexts } from './event-texts';
import { EventsCalendar } from './events-calendar';
import { eventsTexts } from './events-texts';
import './events.css';

const STATES: readonly EventState[] = ['IN_PROGRESS', 'UPCOMING', 'INACTIVE', 'ENDED', 'ARCHIVED'];
const VIEWS = ['list', 'calendar'] as const;
const FILTERS = { titleContains: text, states: choices(STATES) };
const SHAPE = { view: choice(VIEWS) };

export default function EventsPage() {
  const texts = useTexts(eventsTexts);
  const common = useTexts(commonTexts);
  const { runsEvents } = useViewer();
  const { values, set, isAnySet, clear } = useFilters(FILTERS);
  const shape = useFilters(SHAPE);
  const filter: EventFilter = {
    ...(values.titleContains.trim() !== '' && { titleContains: values.titleContains.trim() }),
    ...(values.states.length > 0 && { states: [...values.states] }),
  };
  return (
    <Page
      title={texts.title}
      actions={
        runsEvents && (
          <Link href="/events/new" className="button button-primary">
            {texts.create}
          </Link>
        )
      }
    >
      <FilterBar label={texts.filters} isAnySet={isAnySet} onClear={clear}>
        <TextFilter
          label={texts.search}
          value={values.titleContains}
          onChange={(titleContains) => set({ titleContains }, { replace: true })}
        />
        <ChoicesFilter
          label={texts.states}
          options={STATES}
          names={common.eventStates}
          chosen={values.states}
          onChange={(states) => set({ states })}
        />
        <SelectField
          label={texts.view}
          value={shape.values.view}
          options={VIEWS}
          names={texts.views}
          onChange={(view) => shape.set({ view })}
        />
      </FilterBar>
      {shape.values.view === 'calendar' ? <EventsCalendar filter={filter} /> : <EventsList filter={filter} />}
    </Page>
  );
}

type Row = NonNullable<EventsQuery['events']>['edges'][number]['node'];

function EventsList({ filter }: { readonly filter: EventFilter }) {
  const texts = useTexts(eventsTexts);
  const common = useTexts(commonTexts);
  const { runsEvents } = useViewer();
  const { duplicate, duplicateOf } = useTexts(eventTexts);
  const [copied, setCopied] = useState<Row | null>(null);
  const paging = usePaging();
  const order = useOrder('start');
  const [query, reload] = useQuery({
    query: EventsDocument,
    variables: { filter, first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const columns: DataColumn<Row>[] = [
    {
      id: 'title',
      label: texts.columns.title,
      isRowHeader: true,
      cell: ({ id, title }) => <Link href={`/events/${id}`}>{title}</Link>,
    },
    { id: 'state', label: texts.columns.state, cell: ({ state }) => <EventStateBadge state={state} /> },
    {
      id: 'start',
      isSortable: true,
      label: texts.columns.start,
      cell: ({ startAt }) => <Instant at={startAt} />,
    },
    {
      id: 'end',
      label: texts.columns.end,
      cell: ({ endAt }) => (endAt === null ? texts.open : <Instant at={endAt} />),
    },
    { id: 'payout', label: texts.columns.payout, cell: ({ payout }) => common.payoutModes[payout] },
    {
      id: 'rewards',
      label: texts.columns.rewards,
      cell: ({ rewards }) =>
        rewards.map(({ name, quantity }) => `${quantity} × ${name}`).join(', ') || common.none,
    },
    ...(runsEvents
      ? [
          {
            id: 'actions',
            label: texts.columns.actions,
            cell: (event: Row) => (
              <Button tone="quiet" aria-label={duplicateOf(event.title)} onPress={() => setCopied(event)}>
                {duplicate}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ events }) => (
        <div className="panel">
          <DataTable
            label={texts.table}
            columns={columns}
            rows={events?.edges.map(({ node }) => node) ?? []}
            sort={order.sort}
            hrefOf={({ id }) => `/events/${id}`}
            isStale={query.stale || query.fetching}
            empty={
              <Empty title={texts.empty}>
                <p>{texts.emptyHint}</p>
              </Empty>
            }
          />
          <Pages paging={paging} list={events} />
          {copied && <DuplicateDialog event={copied} onClose={() => setCopied(null)} />}
        </div>
      )}
    </Loaded>
  );
}
