import { useState } from 'react';
import { useQuery } from 'urql';
import { Link, useParams } from 'wouter';
import { errorTexts } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { Badge, RequestStatusBadge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable } from '../../components/data-table';
import { ConfirmDialog } from '../../components/dialog';
import { ExportButton } from '../../components/export-button';
import { Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { Empty, Failed, Loading } from '../../components/view-states';
import { factsOf } from '../../api/error-facts';
import {
  RewardRequestDocument,
  RewardRequestsDocument,
  type RewardRequestQuery,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { NotesPanel } from '../notes/notes-panel';
import { ProofButton } from '../seals/proof-button';
import { Evidence } from './evidence';
import { LatestReasons } from './latest-reasons';
import { NextPending } from './next-pending';
import { PaymentTotals } from './payment-totals';
import { requestsTexts } from './requests-texts';
import { RevealCodeDialog } from './reveal-code-dialog';
import { RevokeDialog } from './revoke-dialog';
import { useDecide, type Verdict } from './use-decide';

type Request = NonNullable<RewardRequestQuery['rewardRequest']>;

export default function RequestPage() {
  const texts = useTexts(requestsTexts);
  const { id = '' } = useParams<{ id: string }>();
  const [{ data, error }, reload] = useQuery({ query: RewardRequestDocument, variables: { id } });
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const request = data?.rewardRequest;
  // By key: the next request begins with nothing decided and no dialog open.
  if (request) return <RequestView key={request.id} request={request} onChange={refresh} />;
  const isMissing = error !== undefined && factsOf(error).code === 'NOT_FOUND';
  return (
    <Page title={texts.title}>
      {isMissing && (
        <Empty title={texts.missing}>
          <Link href="/requests">{texts.back}</Link>
        </Empty>
      )}
      {error && !isMissing && <Failed error={error} onRetry={refresh} />}
      {!error && <Loading />}
    </Page>
  );
}

function RequestView({ request, onChange }: { readonly request: Request; readonly onChange: () => void }) {
  const texts = useTexts(requestsTexts);
  const { runsEvents, readsAudit, id: viewerId } = useViewer();
  const announce = useAnnounce();
  const decide = useDecide();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [isRevoking, setRevoking] = useState(false);
  const [isDecided, setDecided] = useState(false);
  const mayAct = runsEvents && request.user.id !== viewerId;
  const canDecide = mayAct && request.status === 'PENDING';
  const canRevoke = mayAct && request.status === 'SUCCESS' && request.revokedAt === null;
  const isDisabled = request.user.disabledAt !== null;
  const isReject = verdict === 'reject';
  return (
    <Page
      title={texts.requestTitle(request.user.username, request.event.title)}
      badge={
        <>
          <RequestStatusBadge status={request.status} />
          {request.revokedAt && <Badge tone="bad">{texts.revoked}</Badge>}
        </>
      }
      actions={
        runsEvents && (
          <>
            {canDecide && (
              <>
                <Button tone="primary" isDisabled={isDisabled} onPress={() => setVerdict('approve')}>
                  {texts.approve}
                </Button>
                <Button tone="danger" onPress={() => setVerdict('reject')}>
                  {texts.reject}
                </Button>
              </>
            )}
            {canRevoke && (
              <Button tone="danger" onPress={() => setRevoking(true)}>
                {texts.revoke}
              </Button>
            )}
            <NextPending request={request} takesFocus={isDecided} />
          </>
        )
      }
    >
      {canDecide && isDisabled && (
        <p className="notice notice-warn" role="note">
          {texts.accountDisabled}
        </p>
      )}
      <div className="columns">
        <Panel title={texts.facts}>
          <Facts request={request} />
        </Panel>
        <Panel title={texts.evidence}>
          <Evidence
            conditions={request.evidence}
            userId={request.user.id}
            startAt={request.event.startAt}
            judgedAt={request.requestedAt}
          />
        </Panel>
      </div>
      <Panel
        title={texts.grants}
        aside={
          <ExportButton table="grants" filter={{ userId: request.user.id, eventId: request.event.id }} />
        }
      >
        <Grants request={request} />
      </Panel>
      <NotesPanel
        subject={{ requestId: request.id }}
        username={request.user.username}
        isOpen={request.user.erasedAt === null}
      />
      <Panel title={texts.otherAttempts}>
        <Attempts request={request} />
      </Panel>
      {readsAudit && (
        <p className="row">
          <Link href={`/audit?targetId=${request.id}`}>{texts.audit}</Link>
          <ProofButton requestId={request.id} />
        </p>
      )}
      {isRevoking && (
        <RevokeDialog request={request} onChange={onChange} onClose={() => setRevoking(false)} />
      )}
      {verdict && (
        <ConfirmDialog
          form={`${verdict} ${request.id}`}
          title={isReject ? texts.rejectMany(1) : texts.approveMany(1)}
          confirmLabel={isReject ? texts.reject : texts.approve}
          tone={isReject ? 'danger' : 'primary'}
          reason={{
            label: isReject ? texts.reason : texts.note,
            required: isReject,
            suggestions: (choose) => <LatestReasons verdict={verdict} onChoose={choose} />,
          }}
          onConfirm={async (words) => {
            const [outcome] = await decide([request.id], verdict, words);
            onChange();
            if (!outcome?.isDone) return outcome?.text ?? null;
            announce(outcome.text);
            setDecided(true);
            return null;
          }}
          onClose={() => setVerdict(null)}
        >
          <p>{texts.outcomeOf(request.user.username, request.event.title)}</p>
          {!isReject && (
            <PaymentTotals requests={[{ eventId: request.event.id, event: request.event.title }]} />
          )}
        </ConfirmDialog>
      )}
    </Page>
  );
}

function Facts({ request }: { readonly request: Request }) {
  const texts = useTexts(requestsTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  return (
    <dl className="facts">
      <dt>{texts.user}</dt>
      <dd>
        <Link href={`/users/${request.user.id}`}>{request.user.username}</Link>
      </dd>
      <dt>{texts.event}</dt>
      <dd>
        <Link href={`/events/${request.event.id}`}>{request.event.title}</Link>
      </dd>
      <dt>{texts.requestedAt}</dt>
      <dd>
        <Instant at={request.requestedAt} />
      </dd>
      <dt>{texts.source}</dt>
      <dd>{texts.sources[request.source]}</dd>
      {request.payout && (
        <>
          <dt>{texts.payout}</dt>
          <dd>
            <Link href={`/payouts/${request.payout.id}`}>{request.payout.audience.name}</Link>
          </dd>
        </>
      )}
      {request.serviceKey && (
        <>
          <dt>{texts.serviceKey}</dt>
          <dd>
            {request.serviceKey.name} <span className="faint wrap-anywhere">{request.serviceKey.id}</span>
          </dd>
        </>
      )}
      <dt>{texts.attempt}</dt>
      <dd>{request.attempt}</dd>
      <dt>{texts.eventVersion}</dt>
      <dd>{request.eventVersion}</dd>
      {request.decidedAt && (
        <>
          <dt>{texts.decidedAt}</dt>
          <dd>
            <Instant at={request.decidedAt} />
          </dd>
          <dt>{texts.decidedBy}</dt>
          <dd>{request.decidedBy?.username ?? common.anyone}</dd>
        </>
      )}
      {request.failureCode && (
        <>
          <dt>{texts.failureCode}</dt>
          <dd>{errorTexts[language][request.failureCode]}</dd>
        </>
      )}
      {request.note && (
        <>
          <dt>{texts.words}</dt>
          <dd className="pre-line">{request.note}</dd>
        </>
      )}
      {request.revokedAt && (
        <>
          <dt>{texts.revokedAt}</dt>
          <dd>
            <Instant at={request.revokedAt} />
          </dd>
          <dt>{texts.revokedBy}</dt>
          <dd>{request.revokedBy?.username}</dd>
          <dt>{texts.revokeReason}</dt>
          <dd className="pre-line">{request.revokeReason}</dd>
        </>
      )}
    </dl>
  );
}

function Grants({ request: { id: requestId, grants } }: { readonly request: Request }) {
  const texts = useTexts(requestsTexts);
  const { rewardTypes, deliveryStates } = useTexts(commonTexts);
  const { managesUsers } = useViewer();
  const [revealed, setRevealed] = useState<Request['grants'][number] | null>(null);
  const hasCodes = grants.some(({ code }) => code !== null);
  const table = (
    <DataTable
      label={texts.grants}
      rows={grants}
      empty={<p className="faint">{texts.noGrants}</p>}
      columns={[
        { id: 'name', label: texts.name, isRowHeader: true, cell: ({ name }) => name },
        { id: 'type', label: texts.type, cell: ({ type }) => rewardTypes[type] },
        { id: 'quantity', label: texts.quantity, align: 'end', cell: ({ quantity }) => quantity },
        { id: 'grantedAt', label: texts.grantedAt, cell: ({ grantedAt }) => <Instant at={grantedAt} /> },
        {
          id: 'delivery',
          label: texts.delivery,
          cell: ({ delivery }) => delivery && deliveryStates[delivery.state],
        },
        ...(hasCodes
          ? [
              {
                id: 'code',
                label: texts.code,
                cell: (grant: Request['grants'][number]) =>
                  grant.code !== null && (
                    <span className="row">
                      <span className="number">{grant.code}</span>
                      {managesUsers && <Button onPress={() => setRevealed(grant)}>{texts.reveal}</Button>}
                    </span>
                  ),
              },
            ]
          : []),
      ]}
    />
  );
  return (
    <>
      {table}
      {revealed && (
        <RevealCodeDialog requestId={requestId} grant={revealed} onClose={() => setRevealed(null)} />
      )}
    </>
  );
}

/** What came before and after: a retry is a request of its own. */
function Attempts({ request }: { readonly request: Request }) {
  const texts = useTexts(requestsTexts);
  const filter = { userId: request.user.id, eventId: request.event.id };
  const [{ data, error }, reload] = useQuery({
    query: RewardRequestsDocument,
    variables: { filter, first: 100 },
  });
  if (error) return <Failed error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />;
  return (
    <DataTable
      label={texts.otherAttempts}
      rows={data?.rewardRequests?.nodes}
      empty={null}
      columns={[
        {
          id: 'requestedAt',
          label: texts.requestedAt,
          isRowHeader: true,
          cell: ({ id, requestedAt }) =>
            id === request.id ? (
              <Instant at={requestedAt} />
            ) : (
              <Link href={`/requests/${id}`}>
                <Instant at={requestedAt} />
              </Link>
            ),
        },
        { id: 'attempt', label: texts.attempt, align: 'end', cell: ({ attempt }) => attempt },
        { id: 'status', label: texts.status, cell: ({ status }) => <RequestStatusBadge status={status} /> },
      ]}
    />
  );
}
