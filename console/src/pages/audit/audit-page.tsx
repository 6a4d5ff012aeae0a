import { useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { choice, instant, text, type FilterValues } from '../../components/address-filters';
import { Button } from '../../components/button';
import type { DataColumn } from '../../components/data-table';
import { ExportButton } from '../../components/export-button';
import { FilterBar, PeriodFilter, TextFilter } from '../../components/filter-bar';
import { Instant } from '../../components/instant';
import { matchesWords } from '../../components/matches-words';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { PickerFilter } from '../../components/picker-filter';
import { UserFilter } from '../../components/record-filters';
import { SelectField } from '../../components/select-field';
import { useFilters, useOrder, usePaging } from '../../components/use-filters';
import { AuditEntriesDocument, type AuditFilter } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { auditTexts } from './audit-texts';
import { useInstantStyle } from '../../time/service-clock';
import { AuditRecord } from './audit-record';
import { EntryDialog, type Entry } from './entry-dialog';
import { Invariants, Verification } from './proofs';
import { sentenceOf } from './sentences';

const TARGET_TYPES = Object.keys(auditTexts.en.targetTypes) as Array<keyof typeof auditTexts.en.targetTypes>;
const KINDS = ['ANY', ...TARGET_TYPES] as const;
const FILTERS = {
  action: text,
  actorId: text,
  targetId: text,
  kind: choice(KINDS),
  from: instant,
  to: instant,
};

function asFilter({ action, actorId, targetId, kind, from, to }: FilterValues<typeof FILTERS>): AuditFilter {
  return {
    ...(action && { actions: [action] }),
    ...(actorId && { actorId }),
    ...(targetId && { targetId }),
    ...(kind !== 'ANY' && { targetType: kind }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

export default function AuditPage() {
  const texts = useTexts(auditTexts);
  const common = useTexts(commonTexts);
  const style = useInstantStyle();
  const { values, set, isAnySet, clear } = useFilters(FILTERS);
  const paging = usePaging();
  const order = useOrder('at');
  const filter = asFilter(values);
  const [query, reload] = useQuery({
    query: AuditEntriesDocument,
    variables: { filter, first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const [shown, setShown] = useState<Entry | null>(null);
  const [words, setWords] = useState('');
  const actions = Object.entries(texts.actions).map(([id, name]) => ({ id, name }));

  const columns: DataColumn<Entry>[] = [
    { id: 'sequence', label: texts.sequence, align: 'end', cell: ({ sequence }) => sequence },
    { id: 'at', isSortable: true, label: texts.at, cell: ({ at }) => <Instant at={at} /> },
    {
      id: 'actor',
      label: texts.actor,
      cell: ({ actor, serviceKey }) => actor?.username ?? serviceKey?.name ?? texts.nobody,
    },
    {
      id: 'action',
      label: texts.action,
      isRowHeader: true,
      cell: ({ action }) => texts.actions[action] ?? action,
    },
    { id: 'record', label: texts.record, cell: (entry) => <AuditRecord entry={entry} /> },
    { id: 'changed', label: texts.changed, cell: (entry) => sentenceOf(entry, style) },
    { id: 'reason', label: texts.reason, cell: ({ reason }) => reason },
    {
      id: 'show',
      label: texts.show,
      cell: (entry) => (
        <Button tone="quiet" aria-label={texts.showEntry(entry.sequence)} onPress={() => setShown(entry)}>
          {texts.show}
        </Button>
      ),
    },
  ];

  return (
    <Page title={texts.title} actions={<ExportButton table="audit" filter={filter} />}>
      <p>
        <Link href="/access-log">{texts.accessLog}</Link>
      </p>
      <div className="columns">
        <Verification />
        <Invariants />
      </div>
      <FilterBar
        label={texts.filters}
        isAnySet={isAnySet}
        onClear={clear}
        more={{
          set: [values.targetId !== '', values.from !== null, values.to !== null].filter(Boolean).length,
          fields: (
            <>
              <TextFilter
                label={texts.target}
                value={values.targetId}
                onChange={(targetId) => set({ targetId }, { replace: true })}
              />
              <PeriodFilter
                from={values.from}
                to={values.to}
                onFrom={(from) => set({ from })}
                onTo={(to) => set({ to })}
              />
            </>
          ),
        }}
      >
        <PickerFilter
          label={texts.action}
          chosen={
            values.action === ''
              ? undefined
              : { id: values.action, name: texts.actions[values.action] ?? values.action }
          }
          options={actions.filter(({ name }) => matchesWords(name, words))}
          onType={(typed) => setWords(typed === texts.actions[values.action] ? '' : typed)}
          onChange={(action) => set({ action: action ?? '' })}
        />
        <UserFilter label={texts.actor} value={values.actorId} onChange={(actorId) => set({ actorId })} />
        <SelectField
          label={texts.targetType}
          options={KINDS}
          names={{ ANY: common.anyValue, ...texts.targetTypes }}
          value={values.kind}
          onChange={(kind) => set({ kind })}
        />
      </FilterBar>
      <PagedTable
        query={query}
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        paging={paging}
        columns={columns}
        texts={texts}
        listOf={(data) => data.auditEntries}
        sort={order.sort}
      />
      {shown && <EntryDialog entry={shown} onClose={() => setShown(null)} />}
    </Page>
  );
}
