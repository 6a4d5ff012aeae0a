import { useState } from 'react';
import { useQuery } from 'urql';
import { useViewer } from '../../api/viewer';
import { Badge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { Page } from '../../components/page';
import { useLocalOrder } from '../../components/use-local-order';
import { Empty, Loaded } from '../../components/view-states';
import { WebhookEndpointsDocument } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { DeliveriesList } from './deliveries-list';
import { ActDialog, CreateDialog, SecretDialog, type Act, type Endpoint } from './webhook-dialogs';
import { webhooksTexts } from './webhooks-texts';

/** The list is complete: every column with an order sorts it. */
const ORDERS = {
  url: ({ url }: Endpoint) => url,
  failingSince: ({ failingSince }: Endpoint) => failingSince,
  cursor: ({ cursor }: Endpoint) => cursor,
};

export default function WebhooksPage() {
  const texts = useTexts(webhooksTexts);
  const { managesUsers: mayChange } = useViewer();
  const [query, reload] = useQuery({ query: WebhookEndpointsDocument });
  const [act, setAct] = useState<{ readonly endpoint: Endpoint; readonly act: Act } | 'create' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const order = useLocalOrder<Endpoint>(ORDERS, 'up');
  const close = () => {
    setAct(null);
    reload({ requestPolicy: 'network-only' });
  };
  const columns: DataColumn<Endpoint>[] = [
    {
      id: 'url',
      isSortable: true,
      label: texts.url,
      isRowHeader: true,
      cell: ({ url, types }) => (
        <>
          <span className="wrap-anywhere">{url}</span>
          <span className="faint cell-detail">{types.map((type) => texts.typeNames[type]).join(' · ')}</span>
        </>
      ),
    },
    { id: 'state', label: texts.state, cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
    {
      id: 'failingSince',
      isSortable: true,
      label: texts.failingSince,
      cell: ({ failingSince }) => failingSince && <Instant at={failingSince} />,
    },
    {
      id: 'cursor',
      isSortable: true,
      label: texts.cursor,
      align: 'end',
      cell: ({ cursor }) => cursor,
    },
    ...(mayChange
      ? [
          {
            id: 'actions',
            label: texts.actions,
            cell: (endpoint: Endpoint) => (
              <Acts endpoint={endpoint} onAct={(chosen) => setAct({ endpoint, act: chosen })} />
            ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={texts.title}
      actions={
        mayChange && (
          <Button tone="primary" onPress={() => setAct('create')}>
            {texts.add}
          </Button>
        )
      }
    >
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ webhookEndpoints }) => (
          <>
            <div className="panel">
              <DataTable
                label={texts.endpoints}
                columns={columns}
                rows={order.sorted(webhookEndpoints ?? [])}
                sort={order.sort}
                isStale={query.stale || query.fetching}
                empty={<Empty title={texts.noEndpoints}>{texts.noEndpointsHint}</Empty>}
              />
            </div>
            <DeliveriesList endpoints={webhookEndpoints ?? []} />
          </>
        )}
      </Loaded>
      {act === 'create' && <CreateDialog onClose={close} onSecret={setSecret} />}
      {act !== null && act !== 'create' && <ActDialog {...act} onClose={close} onSecret={setSecret} />}
      {secret !== null && act === null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </Page>
  );
}

function EndpointState({ endpoint }: { readonly endpoint: Endpoint }) {
  const texts = useTexts(webhooksTexts);
  const { active, failingSince, pausedReason } = endpoint;
  if (pausedReason) {
    const reasons: Readonly<Record<string, string>> = texts.pausedReasons;
    return <Badge tone="bad">{reasons[pausedReason] ?? pausedReason}</Badge>;
  }
  if (!active) return <Badge tone="warn">{texts.paused}</Badge>;
  if (failingSince) return <Badge tone="bad">{texts.failing}</Badge>;
  return <Badge tone="good">{texts.active}</Badge>;
}

function Acts({ endpoint, onAct }: { readonly endpoint: Endpoint; readonly onAct: (act: Act) => void }) {
  const texts = useTexts(webhooksTexts);
  const acts: readonly Act[] = [endpoint.active ? 'pause' : 'resume', 'rotate', 'replay', 'remove'];
  return (
    <div className="row">
      {acts.map((act) => (
        <Button
          key={act}
          tone="quiet"
          aria-label={`${texts[act]}: ${endpoint.url}`}
          onPress={() => onAct(act)}
        >
          {texts[act]}
        </Button>
      ))}
    </div>
  );
}
