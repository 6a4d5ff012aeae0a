import { useQuery } from 'urql';
import { Link } from 'wouter';
import { DELIVERY_STATES, REWARD_TYPES } from '../../../../src/domain/reward';
import { addDays, startOfServiceDay } from '../../../../src/domain/service-calendar';
import { choice, choices, instant, text, type FilterValues } from '../../components/address-filters';
import { Badge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Pages } from '../../components/pages';
import { ExportButton } from '../../components/export-button';
import { ChoicesFilter, FilterBar, PeriodFilter } from '../../components/filter-bar';
import { Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { EventFilter, UserFilter } from '../../components/record-filters';
import { SelectField } from '../../components/select-field';
import { useFilters, useOrder, usePaging } from '../../components/use-filters';
import { Empty, Loaded } from '../../components/view-states';
import {
  RewardGrantsDocument,
  type RewardGrantFilter,
  type RewardGrantsQuery,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { useServiceCalendar, useServiceClock } from '../../time/service-clock';
import { addMonths } from '../events/calendar-month';
import { GrantSums } from './grant-sums';
import { grantsTexts } from './grants-texts';

type Row = NonNullable<RewardGrantsQuery['rewardGrants']>['nodes'][number];

const PERIODS = ['today', 'week', 'month', 'lastMonth'] as const;
const DELIVERIES = ['ANY', ...DELIVERY_STATES] as const;

/** Named as the API names them. */
const FILTERS = {
  eventId: text,
  userId: text,
  types: choices(REWARD_TYPES),
  delivery: choice(DELIVERIES),
  grantedFrom: instant,
  grantedTo: instant,
};

function asFilter(values: FilterValues<typeof FILTERS>): RewardGrantFilter {
  const { eventId, userId, types, delivery, grantedFrom, grantedTo } = values;
  return {
    ...(eventId && { eventId }),
    ...(userId && { userId }),
    ...(types.length > 0 && { types: [...types] }),
    ...(delivery !== 'ANY' && { delivery }),
    ...(grantedFrom && { grantedFrom }),
    ...(grantedTo && { grantedTo }),
  };
}

/** The grants of a period for bookkeeping: sums, a line per grant, and both as CSV. */
export default function GrantsPage() {
  const texts = useTexts(grantsTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  const { values, set, isAnySet, clear } = useFilters(FILTERS);
  const periods = usePeriods();
  const period = PERIODS.find(
    (one) => periods[one].grantedFrom === values.grantedFrom && periods[one].grantedTo === values.grantedTo,
  );
  const isOtherPeriod = period === undefined && (values.grantedFrom !== null || values.grantedTo !== null);
  const paging = usePaging();
  const order = useOrder('grantedAt');
  const filter = asFilter(values);
  const [query, reload] = useQuery({
    query: RewardGrantsDocument,
    variables: { filter, first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const columns: DataColumn<Row>[] = [
    {
      id: 'reward',
      label: texts.reward,
      isRowHeader: true,
      cell: ({ name, request, revokedAt }) => (
        <>
          <Link href={`/requests/${request.id}`}>{name}</Link>
          {revokedAt && <Badge tone="bad">{texts.revoked}</Badge>}
        </>
      ),
    },
    { id: 'type', label: texts.type, cell: ({ type }) => common.rewardTypes[type] },
    {
      id: 'quantity',
      label: texts.quantity,
      align: 'end',
      cell: ({ quantity }) => formatNumber(quantity, language),
    },
    { id: 'externalId', label: texts.externalId, cell: ({ externalId }) => externalId },
    {
      id: 'user',
      label: texts.user,
      cell: ({ user }) => <Link href={`/users/${user.id}`}>{user.username}</Link>,
    },
    {
      id: 'event',
      label: texts.event,
      cell: ({ request: { event } }) => <Link href={`/events/${event.id}`}>{event.title}</Link>,
    },
    {
      id: 'grantedAt',
      isSortable: true,
      label: texts.grantedAt,
      cell: ({ grantedAt }) => <Instant at={grantedAt} />,
    },
    {
      id: 'delivery',
      label: texts.delivery,
      cell: ({ delivery }) => delivery && common.deliveryStates[delivery.state],
    },
  ];
  return (
    <Page
      title={texts.title}
      actions={<ExportButton table="grants" filter={filter} reverse={order.reverse} />}
    >
      <FilterBar
        label={texts.filters}
        isAnySet={isAnySet}
        onClear={clear}
        more={{
          set: Number(values.types.length > 0) + Number(values.delivery !== 'ANY') + Number(isOtherPeriod),
          fields: (
            <>
              <ChoicesFilter
                label={texts.type}
                options={REWARD_TYPES}
                names={common.rewardTypes}
                chosen={values.types}
                onChange={(types) => set({ types })}
              />
              <SelectField
                label={texts.delivery}
                options={DELIVERIES}
                names={{ ANY: texts.anyDelivery, ...common.deliveryStates }}
                value={values.delivery}
                onChange={(delivery) => set({ delivery })}
              />
              <PeriodFilter
                from={values.grantedFrom}
                to={values.grantedTo}
                onFrom={(grantedFrom) => set({ grantedFrom })}
                onTo={(grantedTo) => set({ grantedTo })}
              />
              <Button onPress={() => set(waitingLong())}>{texts.waitingLong}</Button>
            </>
          ),
        }}
      >
        <ChoicesFilter
          label={texts.period}
          options={PERIODS}
          names={texts.periods}
          chosen={period === undefined ? [] : [period]}
          onChange={(chosen) => {
            const next = chosen.find((one) => one !== period);
            set(next === undefined ? { grantedFrom: null, grantedTo: null } : periods[next]);
          }}
        />
        <EventFilter label={texts.event} value={values.eventId} onChange={(eventId) => set({ eventId })} />
        <UserFilter label={texts.user} value={values.userId} onChange={(userId) => set({ userId })} />
      </FilterBar>
      <GrantSums filter={filter} />
      <Panel title={texts.lines}>
        <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
          {({ rewardGrants }) => (
            <>
              <DataTable
                label={texts.table}
                columns={columns}
                rows={rewardGrants?.nodes ?? []}
                sort={order.sort}
                hrefOf={({ request }) => `/requests/${request.id}`}
                isStale={query.stale || query.fetching}
                empty={<Empty title={texts.emptyTitle}>{texts.emptyHint}</Empty>}
              />
              <Pages paging={paging} list={rewardGrants} />
            </>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

const DAY_MS = 86_400_000;

/** Grants that nobody has handed over or given up for a day. */
function waitingLong() {
  const grantedTo = new Date(Date.now() - DAY_MS).toISOString();
  return { delivery: 'WAITING', grantedFrom: null, grantedTo } as const;
}

/** What the buttons for periods stand for: whole service days, as the filter takes them. */
function usePeriods(): Record<(typeof PERIODS)[number], { grantedFrom: string; grantedTo: string }> {
  const { today } = useServiceClock();
  const calendar = useServiceCalendar();
  const between = (first: string, end: string) => ({
    grantedFrom: startOfServiceDay(calendar, first).toISOString(),
    grantedTo: startOfServiceDay(calendar, end).toISOString(),
  });
  const month = (months: number) => `${addMonths(today.slice(0, 7), months)}-01`;
  const tomorrow = addDays(today, 1);
  return {
    today: between(today, tomorrow),
    week: between(addDays(today, -6), tomorrow),
    month: between(month(0), month(1)),
    lastMonth: between(month(-1), month(0)),
  };
}
