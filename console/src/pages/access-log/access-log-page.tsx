import { useQuery } from 'urql';
import { Link } from 'wouter';
import { instant, text, type FilterValues } from '../../components/address-filters';
import type { DataColumn } from '../../components/data-table';
import { FilterBar, PeriodFilter } from '../../components/filter-bar';
import { Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { UserFilter } from '../../components/record-filters';
import { useFilters, useOrder, usePaging } from '../../components/use-filters';
import { AccessLogDocument, type AccessLogFilter, type AccessLogQuery } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { accessLogTexts } from './access-log-texts';

type Row = NonNullable<AccessLogQuery['accessLog']>['nodes'][number];

const FILTERS = { actorId: text, userId: text, from: instant, to: instant };

function asFilter({ actorId, userId, from, to }: FilterValues<typeof FILTERS>): AccessLogFilter {
  return {
    ...(actorId && { actorId }),
    ...(userId && { userId }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** Who opened whose data, for those who watch over it. */
export default function AccessLogPage() {
  const texts = useTexts(accessLogTexts);
  const { values, set, isAnySet, clear } = useFilters(FILTERS);
  const paging = usePaging();
  const order = useOrder('at');
  const [query, reload] = useQuery({
    query: AccessLogDocument,
    variables: {
      filter: asFilter(values),
      first: Number(paging.size),
      after: paging.after,
      reverse: order.reverse,
    },
  });
  const columns: DataColumn<Row>[] = [
    { id: 'at', isSortable: true, label: texts.at, isRowHeader: true, cell: ({ at }) => <Instant at={at} /> },
    { id: 'actor', label: texts.actor, cell: ({ actor }) => actor.username },
    {
      id: 'user',
      label: texts.user,
      cell: ({ user }) => <Link href={`/users/${user.id}`}>{user.username}</Link>,
    },
    { id: 'what', label: texts.what, cell: ({ what }) => texts.whats[what] ?? what },
  ];
  return (
    <Page title={texts.title}>
      <p className="faint">{texts.hint}</p>
      <FilterBar
        label={texts.filters}
        isAnySet={isAnySet}
        onClear={clear}
        more={{
          set: [values.from, values.to].filter((bound) => bound !== null).length,
          fields: (
            <PeriodFilter
              from={values.from}
              to={values.to}
              onFrom={(from) => set({ from })}
              onTo={(to) => set({ to })}
            />
          ),
        }}
      >
        <UserFilter label={texts.actor} value={values.actorId} onChange={(actorId) => set({ actorId })} />
        <UserFilter label={texts.user} value={values.userId} onChange={(userId) => set({ userId })} />
      </FilterBar>
      <PagedTable
        query={query}
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        paging={paging}
        columns={columns}
        texts={texts}
        listOf={(data) => data.accessLog}
        sort={order.sort}
        hrefOf={({ user }) => `/users/${user.id}`}
      />
    </Page>
  );
}
