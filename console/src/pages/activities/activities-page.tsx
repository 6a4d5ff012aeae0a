import { useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { isActivityKind } from '../../../../src/domain/activities';
import { useViewer } from '../../api/viewer';
import { choice, instant, text, type FilterValues } from '../../components/address-filters';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Pages } from '../../components/pages';
import { ExportButton } from '../../components/export-button';
import { FilterBar, PeriodFilter } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { UserFilter } from '../../components/record-filters';
import { SelectField } from '../../components/select-field';
import { useFilters, useOrder, usePaging } from '../../components/use-filters';
import { Empty, Loaded } from '../../components/view-states';
import { ActivitiesDocument, type ActivityFilter } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { activitiesTexts } from './activities-texts';
import { useActivityColumns, type ActivityRow } from './activity-columns';
import { KindFilter } from './kind-filter';
import { AffectedDialog, VoidDialog, type Affected } from './void-dialogs';

const STATES = ['ANY', 'COUNTS', 'VOIDED'] as const;

/** Named as the API names them: other pages link here with them. */
const FILTERS = { userId: text, kind: text, from: instant, to: instant, state: choice(STATES) };

function asFilter({ userId, kind, from, to, state }: FilterValues<typeof FILTERS>): ActivityFilter {
  const ofKind = kind.trim();
  return {
    ...(userId && { userId }),
    ...(isActivityKind(ofKind) && { kind: ofKind }),
    ...(from && { from }),
    ...(to && { to }),
    ...(state !== 'ANY' && { voided: state === 'VOIDED' }),
  };
}

/** What users did in other systems, as those reported it. */
export default function ActivitiesPage() {
  const texts = useTexts(activitiesTexts);
  const { runsEvents } = useViewer();
  const { values, set, isAnySet, clear } = useFilters(FILTERS);
  const paging = usePaging();
  const order = useOrder('occurredAt');
  const filter = asFilter(values);
  const [query, reload] = useQuery({
    query: ActivitiesDocument,
    variables: {
      filter,
      first: Number(paging.size),
      after: paging.after,
      reverse: order.reverse,
      withCount: true,
    },
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // As they were when the dialog opened: the list beneath may change.
  const [voiding, setVoiding] = useState<readonly ActivityRow[] | null>(null);
  const [affected, setAffected] = useState<Affected | null>(null);
  const refresh = () => reload({ requestPolicy: 'network-only' });

  const [kind, ...others] = useActivityColumns();
  const user: DataColumn<ActivityRow> = {
    id: 'user',
    label: texts.user,
    cell: (row) => <Link href={`/users/${row.user.id}`}>{row.user.username}</Link>,
  };
  return (
    <Page
      title={texts.title}
      actions={<ExportButton table="activities" filter={filter} reverse={order.reverse} />}
    >
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
        <UserFilter label={texts.user} value={values.userId} onChange={(userId) => set({ userId })} />
        <KindFilter value={values.kind} onChange={(typed) => set({ kind: typed }, { replace: true })} />
        <SelectField
          label={texts.state}
          options={STATES}
          names={texts.states}
          value={values.state}
          onChange={(state) => set({ state })}
        />
      </FilterBar>
      <Loaded query={query} onRetry={refresh}>
        {({ activities }) => {
          const rows = (activities?.edges ?? []).map(({ node }) => node);
          const open = rows.filter(({ voidedAt }) => voidedAt === null);
          // Rows selected on another page, or voided meanwhile, are not selected here.
          const selected = open.filter(({ id }) => chosen.has(id));
          return (
            <div className="panel">
              {runsEvents && open.length > 0 && (
                <div className="row" role="group" aria-label={texts.select(selected.length)}>
                  <span className="faint">{texts.select(selected.length)}</span>
                  <Button
                    tone="danger"
                    isDisabled={selected.length === 0}
                    onPress={() => setVoiding(selected)}
                  >
                    {texts.void}
                  </Button>
                </div>
              )}
              <DataTable
                label={texts.table}
                columns={[kind!, user, ...others]}
                rows={rows}
                sort={order.sort}
                isStale={query.stale || query.fetching}
                empty={<Empty title={texts.emptyTitle}>{texts.emptyHint}</Empty>}
                {...(runsEvents && {
                  selection: {
                    keys: new Set(selected.map(({ id }) => id)),
                    onChange: setChosen,
                    disabled: rows.filter(({ voidedAt }) => voidedAt !== null).map(({ id }) => id),
                  },
                })}
              />
              <Pages paging={paging} list={activities} />
            </div>
          );
        }}
      </Loaded>
      {voiding && (
        <VoidDialog
          activities={voiding}
          onVoided={setAffected}
          onClose={() => {
            setVoiding(null);
            refresh();
          }}
        />
      )}
      {voiding === null && affected !== null && affected.requests.length > 0 && (
        <AffectedDialog affected={affected} onClose={() => setAffected(null)} />
      )}
    </Page>
  );
}
