import { useRef, useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { REQUEST_SOURCES } from '../../../../src/domain/request-source';
import { errorTexts } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { choice, choices, instant, stated, text, type FilterValues } from '../../components/address-filters';
import { Badge, RequestStatusBadge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Pages } from '../../components/pages';
import { ExportButton } from '../../components/export-button';
import { ChoicesFilter, FilterBar, PeriodFilter } from '../../components/filter-bar';
import { Instant } from '../../components/instant';
import { Page } from '../../components/page';
import { EventFilter, UserFilter } from '../../components/record-filters';
import { SelectField } from '../../components/select-field';
import { orderBy, ORDERS, useFilters, usePaging } from '../../components/use-filters';
import { useFocusOnRow } from '../../components/use-focus-on-row';
import { Empty, Loaded } from '../../components/view-states';
import {
  RewardRequestsDocument,
  type RewardRequestFilter,
  type RewardRequestsQuery,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { DecideManyDialog, type Chosen } from './decide-many-dialog';
import { requestsTexts } from './requests-texts';
import { SelectMatching } from './select-matching';
import type { Verdict } from './use-decide';

type Row = NonNullable<RewardRequestsQuery['rewardRequests']>['nodes'][number];

const STATUSES = ['PENDING', 'SUCCESS', 'FAILED'] as const;
/** The codes that a request can fail with. */
const FAILURES = ['CONDITIONS_NOT_MET', 'OUT_OF_STOCK', 'REJECTED'] as const;
const SOURCES = ['ANY', ...REQUEST_SOURCES] as const;
const REVOCATIONS = ['ANY', 'REVOKED', 'KEPT'] as const;
/** Named as the API names them: other pages link here with them. */
const FILTERS = {
  statuses: choices(STATUSES),
  failureCodes: choices(FAILURES),
  source: choice(SOURCES),
  revocation: choice(REVOCATIONS),
  eventId: text,
  userId: text,
  requestedFrom: instant,
  requestedTo: instant,
  order: stated(ORDERS),
};
/** Where the work begins: those that wait, the longest first. */
const INITIAL = { statuses: ['PENDING'], order: 'oldest' } as const;

function asFilter(values: FilterValues<typeof FILTERS>): RewardRequestFilter {
  const { statuses, failureCodes, source, revocation, eventId, userId, requestedFrom, requestedTo } = values;
  return {
    ...(statuses.length > 0 && { statuses: [...statuses] }),
    ...(failureCodes.length > 0 && { failureCodes: [...failureCodes] }),
    ...(source !== 'ANY' && { source }),
    ...(revocation !== 'ANY' && { revoked: revocation === 'REVOKED' }),
    ...(eventId && { eventId }),
    ...(userId && { userId }),
    ...(requestedFrom && { requestedFrom }),
    ...(requestedTo && { requestedTo }),
  };
}

export default function RequestsPage() {
  const texts = useTexts(requestsTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  const { runsEvents } = useViewer();
  const { values, set, isAnySet, clear } = useFilters(FILTERS, INITIAL);
  const paging = usePaging();
  const filter = asFilter(values);
  const { reverse, sort } = orderBy('requestedAt', values.order, (order) => set({ order }));
  const [query, reload] = useQuery({
    query: RewardRequestsDocument,
    variables: { filter, first: Number(paging.size), after: paging.after, reverse, withCount: true },
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // Of all pages; it belongs to the filter that it was chosen by.
  const [matching, setMatching] = useState<{
    readonly by: string;
    readonly requests: readonly Chosen[];
  } | null>(null);
  const filterText = JSON.stringify(filter);
  const everything = matching?.by === filterText ? matching.requests : null;
  // As they were when the dialog opened: the list beneath changes with every decision.
  const [deciding, setDeciding] = useState<{ verdict: Verdict; requests: readonly Chosen[] } | null>(null);
  const clearSelection = () => {
    setMatching(null);
    setChosen(new Set());
  };
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const list = useRef<HTMLDivElement>(null);
  const goOnAt = useFocusOnRow(list, deciding !== null || query.fetching || query.stale);

  const columns: DataColumn<Row>[] = [
    {
      id: 'user',
      label: texts.user,
      isRowHeader: true,
      cell: ({ id, user }) => <Link href={`/requests/${id}`}>{user.username}</Link>,
    },
    { id: 'event', label: texts.event, cell: ({ event }) => event.title },
    { id: 'status', label: texts.status, cell: (row) => <StatusCell row={row} /> },
    {
      id: 'requestedAt',
      isSortable: true,
      label: texts.requestedAt,
      cell: (row) => <Instant at={row.requestedAt} />,
    },
    { id: 'attempt', label: texts.attempt, align: 'end', cell: ({ attempt }) => attempt },
    // Nothing is paid yet, or never, where no request has succeeded.
    ...(values.statuses.length === 0 || values.statuses.includes('SUCCESS')
      ? [
          {
            id: 'paid',
            label: texts.paid,
            cell: ({ grants }: Row) => grants.map(({ name, quantity }) => `${name} × ${quantity}`).join(', '),
          },
        ]
      : []),
  ];

  return (
    <Page title={texts.title} actions={<ExportButton table="requests" filter={filter} reverse={reverse} />}>
      <FilterBar
        label={texts.filters}
        isAnySet={isAnySet}
        onClear={clear}
        more={{
          set: [
            values.failureCodes.length > 0,
            values.source !== 'ANY',
            values.revocation !== 'ANY',
            values.requestedFrom !== null,
            values.requestedTo !== null,
          ].filter(Boolean).length,
          fields: (
            <>
              <ChoicesFilter
                label={texts.refusal}
                options={FAILURES}
                names={errorTexts[language] as Record<(typeof FAILURES)[number], string>}
                chosen={values.failureCodes}
                onChange={(failureCodes) => set({ failureCodes })}
              />
              <SelectField
                label={texts.source}
                options={SOURCES}
                names={{ ANY: texts.anySource, ...texts.sources }}
                value={values.source}
                onChange={(source) => set({ source })}
              />
              <SelectField
                label={texts.revocation}
                options={REVOCATIONS}
                names={texts.revocations}
                value={values.revocation}
                onChange={(revocation) => set({ revocation })}
              />
              <PeriodFilter
                from={values.requestedFrom}
                to={values.requestedTo}
                onFrom={(requestedFrom) => set({ requestedFrom })}
                onTo={(requestedTo) => set({ requestedTo })}
              />
            </>
          ),
        }}
      >
        <ChoicesFilter
          label={texts.status}
          options={STATUSES}
          names={common.requestStatuses}
          chosen={values.statuses}
          onChange={(statuses) => set({ statuses })}
        />
        <EventFilter label={texts.event} value={values.eventId} onChange={(eventId) => set({ eventId })} />
        <UserFilter label={texts.user} value={values.userId} onChange={(userId) => set({ userId })} />
      </FilterBar>
      <Loaded query={query} onRetry={refresh}>
        {({ rewardRequests }) => {
          const rows = rewardRequests?.nodes ?? [];
          const pending = rows.filter(({ status }) => status === 'PENDING');
          // Rows selected on another page, or decided meanwhile, are not selected here.
          const everyId = everything && new Set(everything.map(({ id }) => id));
          const selected = pending.filter(({ id }) => (everyId ?? chosen).has(id));
          const toDecide = everything ?? selected.map(asChosen);
          return (
            <div className="panel" ref={list}>
              {runsEvents && pending.length > 0 && (
                <div className="row" role="group" aria-label={texts.select(toDecide.length)}>
                  <span className="faint">{texts.select(toDecide.length)}</span>
                  <Button
                    tone="primary"
                    isDisabled={toDecide.length === 0}
                    onPress={() => setDeciding({ verdict: 'approve', requests: toDecide })}
                  >
                    {texts.approve}
                  </Button>
                  <Button
                    tone="danger"
                    isDisabled={toDecide.length === 0}
                    onPress={() => setDeciding({ verdict: 'reject', requests: toDecide })}
                  >
                    {texts.reject}
                  </Button>
                  {everything === null && selected.length === pending.length && (
                    <SelectMatching
                      filter={filter}
                      chosen={selected.length}
                      onChoose={(requests) => setMatching({ by: filterText, requests })}
                    />
                  )}
                  {everything !== null && (
                    <Button tone="quiet" onPress={clearSelection}>
                      {texts.clearSelection}
                    </Button>
                  )}
                </div>
              )}
              <DataTable
                label={texts.table}
                columns={columns}
                rows={rows}
                sort={sort}
                hrefOf={({ id }) => `/requests/${id}`}
                isStale={query.stale || query.fetching}
                empty={<Empty title={texts.emptyTitle}>{texts.emptyHint}</Empty>}
                {...(runsEvents && {
                  selection: {
                    keys: new Set(selected.map(({ id }) => id)),
                    onChange: (ids: ReadonlySet<string>) => {
                      setMatching(null);
                      setChosen(ids);
                    },
                    disabled: rows.filter(({ status }) => status !== 'PENDING').map(({ id }) => id),
                  },
                })}
              />
              <Pages paging={paging} list={rewardRequests} />
            </div>
          );
        }}
      </Loaded>
      {deciding && (
        <DecideManyDialog
          {...deciding}
          onClose={() => {
            goOnAt(firstOf(deciding.requests, query.data?.rewardRequests?.nodes ?? []));
            setDeciding(null);
            clearSelection();
            refresh();
          }}
        />
      )}
    </Page>
  );
}

/** The place of the first row that was decided: the next row to decide moves up to it. */
function firstOf(decided: readonly Chosen[], rows: readonly Row[]): number {
  const ids = new Set(decided.map(({ id }) => id));
  return Math.max(
    0,
    rows.findIndex(({ id }) => ids.has(id)),
  );
}

function asChosen({ id, user, event }: Row): Chosen {
  return { id, user: user.username, eventId: event.id, event: event.title };
}

function StatusCell({ row: { status, failureCode, revokedAt } }: { readonly row: Row }) {
  const texts = useTexts(requestsTexts);
  const { language } = useSettings();
  return (
    <>
      <RequestStatusBadge status={status} />
      {revokedAt && <Badge tone="bad">{texts.revoked}</Badge>}
      {failureCode && <span className="faint cell-detail">{errorTexts[language][failureCode]}</span>}
    </>
  );
}
