import { Link } from 'wouter';
import { useQuery } from 'urql';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { Panel } from '../../components/page';
import { Empty, Loaded } from '../../components/view-states';
import { AuditEntriesDocument, type AuditEntriesQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { auditTexts } from '../audit/audit-texts';
import { eventTexts } from './event-texts';

type Row = NonNullable<AuditEntriesQuery['auditEntries']>['nodes'][number];

/** The latest audit entries of an event, for roles that may read the audit. */
export function EventHistory({ id }: { readonly id: string }) {
  const texts = useTexts(eventTexts);
  const common = useTexts(commonTexts);
  const { actions: auditActions } = useTexts(auditTexts);
  const [query, reload] = useQuery({
    query: AuditEntriesDocument,
    variables: { filter: { targetId: id }, first: 10 },
  });
  const columns: DataColumn<Row>[] = [
    { id: 'at', label: texts.acts.at, cell: ({ at }) => <Instant at={at} /> },
    {
      id: 'action',
      label: texts.acts.action,
      isRowHeader: true,
      cell: ({ action }) => auditActions[action] ?? action,
    },
    { id: 'actor', label: texts.acts.actor, cell: ({ actor }) => actor?.username ?? common.anyone },
    { id: 'reason', label: texts.acts.reason, cell: ({ reason }) => reason },
  ];
  return (
    <Panel title={texts.history} aside={<Link href={`/audit?targetId=${id}`}>{texts.allHistory}</Link>}>
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ auditEntries }) => (
          <DataTable
            label={texts.history}
            columns={columns}
            rows={auditEntries?.nodes ?? []}
            empty={<Empty title={texts.noHistory} />}
          />
        )}
      </Loaded>
    </Panel>
  );
}
