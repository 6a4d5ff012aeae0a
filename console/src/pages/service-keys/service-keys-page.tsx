import { useState } from 'react';
import { useQuery } from 'urql';
import { useViewer } from '../../api/viewer';
import { Badge } from '../../components/badge';
import { Button } from '../../components/button';
import type { DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { useOrder, usePaging } from '../../components/use-filters';
import { ServiceKeysDocument, type ServiceKeysQuery } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { CreateKeyDialog } from './create-key-dialog';
import { RevokeKeyDialog } from './revoke-key-dialog';
import { serviceKeysTexts } from './service-keys-texts';

type Row = NonNullable<ServiceKeysQuery['serviceKeys']>['nodes'][number];

export default function ServiceKeysPage() {
  const texts = useTexts(serviceKeysTexts);
  const isAdmin = useViewer().managesUsers;
  const { now } = useServiceClock();
  const paging = usePaging();
  const order = useOrder('created');
  const [dialog, setDialog] = useState<'create' | Row | null>(null);
  const [query, reload] = useQuery({
    query: ServiceKeysDocument,
    variables: { first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const close = () => {
    setDialog(null);
    refresh();
  };
  const columns: DataColumn<Row>[] = [
    {
      id: 'name',
      label: texts.name,
      isRowHeader: true,
      cell: ({ name, scopes }) => (
        <>
          {name}
          <span className="faint cell-detail">
            {scopes.map((scope) => texts.scopeNames[scope]).join(' · ')}
          </span>
        </>
      ),
    },
    { id: 'source', label: texts.source, cell: ({ source }) => <code>{source}</code> },
    { id: 'state', label: texts.state, cell: (key) => <StateBadge row={key} now={now} /> },
    {
      id: 'expires',
      label: texts.expires,
      cell: ({ expiresAt }) => (expiresAt ? <Instant at={expiresAt} /> : texts.never),
    },
    {
      id: 'lastUsed',
      label: texts.lastUsed,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Instant at={lastUsedAt} /> : texts.never),
    },
    {
      id: 'created',
      isSortable: true,
      label: texts.created,
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
    ...(isAdmin
      ? [
          {
            id: 'revoke',
            label: texts.revoke,
            cell: (key: Row) =>
              key.revokedAt === null && (
                <Button aria-label={texts.revokeTitle(key.name)} onPress={() => setDialog(key)}>
                  {texts.revoke}
                </Button>
              ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={texts.title}
      actions={
        isAdmin && (
          <Button tone="primary" onPress={() => setDialog('create')}>
            {texts.create}
          </Button>
        )
      }
    >
      <p className="faint">{texts.hint}</p>
      <PagedTable
        query={query}
        onRetry={refresh}
        paging={paging}
        columns={columns}
        texts={texts}
        listOf={(data) => data.serviceKeys}
        sort={order.sort}
      />
      {dialog === 'create' && <CreateKeyDialog onClose={close} />}
      {dialog !== null && dialog !== 'create' && <RevokeKeyDialog row={dialog} onClose={close} />}
    </Page>
  );
}

function StateBadge({ row, now }: { readonly row: Row; readonly now: string }) {
  const texts = useTexts(serviceKeysTexts);
  if (row.revokedAt !== null) return <Badge tone="bad">{texts.revoked}</Badge>;
  if (row.expiresAt !== null && Date.parse(row.expiresAt) <= Date.parse(now))
    return <Badge tone="bad">{texts.expired}</Badge>;
  return <Badge tone="good">{texts.inForce}</Badge>;
}
