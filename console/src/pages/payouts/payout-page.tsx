import { useEffect, useState } from 'react';
import { Link, useParams } from 'wouter';
import { useMutation, useQuery } from 'urql';
import { changesOf, type PayoutChange } from '../../../../src/domain/payouts';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/dialog';
import { ExportButton } from '../../components/export-button';
import { Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { Loaded } from '../../components/view-states';
import { ChangePayoutDocument, PayoutDocument, type PayoutDetailsFragment } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { PayoutBadge } from './payout-parts';
import { payoutsTexts } from './payouts-texts';

/** How often a page looks how far a running payout has come. */
const LOOK_AGAIN_MS = 2_000;

export default function PayoutPage() {
  const { id } = useParams<{ id: string }>();
  const texts = useTexts(payoutsTexts);
  const [query, reload] = useQuery({ query: PayoutDocument, variables: { id } });
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const isRunning = query.data?.payout?.state === 'RUNNING';
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => reload({ requestPolicy: 'network-only' }), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isRunning, reload]);
  const view = (
    <Loaded query={query} onRetry={refresh}>
      {({ payout }) => payout && <Payout payout={payout} onChanged={refresh} />}
    </Loaded>
  );
  return query.data?.payout && !query.error ? view : <Page title={texts.title}>{view}</Page>;
}

interface PayoutProps {
  readonly payout: PayoutDetailsFragment;
  readonly onChanged: () => void;
}

function Payout({ payout, onChanged }: PayoutProps) {
  const texts = useTexts(payoutsTexts);
  const { language } = useSettings();
  const { runsEvents, id: ownId } = useViewer();
  const [change, setChange] = useState<PayoutChange | null>(null);
  const mayApprove = payout.startedBy.id !== ownId;
  const changes = changesOf(payout.state).filter((one) => one !== 'APPROVE' || mayApprove);
  const number = (value: number) => formatNumber(value, language);
  return (
    <Page
      title={texts.payoutTitle(payout.event.title, payout.audience.name)}
      badge={<PayoutBadge state={payout.state} />}
      actions={
        <>
          {runsEvents &&
            changes.map((one) => (
              <Button
                key={one}
                tone={one === 'CANCEL' ? 'danger' : one === 'PAUSE' ? 'plain' : 'primary'}
                onPress={() => setChange(one)}
              >
                {texts.changes[one]}
              </Button>
            ))}
          <ExportButton table="payout-members" filter={{ id: payout.id }} />
        </>
      }
    >
      <Panel title={texts.progress}>
        {payout.state === 'AWAITING_APPROVAL' && <p className="notice notice-warn">{texts.needsApproval}</p>}
        {payout.pausedReason !== null && (
          <p className="notice notice-warn">
            {texts.pausedReason}:{' '}
            {errorText({ code: payout.pausedReason, message: payout.pausedReason }, language)}
          </p>
        )}
        <progress
          className="progress"
          aria-label={texts.progress}
          max={Math.max(1, payout.total)}
          value={payout.paid + payout.already + payout.refused}
        />
        <div role="status">
          <dl className="facts">
            <dt>{texts.total}</dt>
            <dd>{number(payout.total)}</dd>
            <dt>{texts.paid}</dt>
            <dd>{number(payout.paid)}</dd>
            <dt>{texts.already}</dt>
            <dd>{number(payout.already)}</dd>
            <dt>{texts.refused}</dt>
            <dd>{number(payout.refused)}</dd>
          </dl>
        </div>
        {payout.refused > 0 && <p className="hint">{texts.refusedHint}</p>}
      </Panel>
      <About payout={payout} />
      {change !== null && (
        <ChangeDialog
          id={payout.id}
          change={change}
          onClose={() => {
            setChange(null);
            onChanged();
          }}
        />
      )}
    </Page>
  );
}

function About({ payout }: { readonly payout: PayoutDetailsFragment }) {
  const texts = useTexts(payoutsTexts);
  return (
    <Panel title={texts.about}>
      <dl className="facts">
        <dt>{texts.event}</dt>
        <dd>
          <Link href={`/events/${payout.event.id}`}>{payout.event.title}</Link>
        </dd>
        <dt>{texts.audience}</dt>
        <dd>
          <Link href={`/audiences/${payout.audience.id}`}>{payout.audience.name}</Link>
        </dd>
        <dt>{texts.reason}</dt>
        <dd className="pre-line">{payout.reason}</dd>
        <dt>{texts.startedBy}</dt>
        <dd>
          <Link href={`/users/${payout.startedBy.id}`}>{payout.startedBy.username}</Link>
        </dd>
        {payout.approvedBy && (
          <>
            <dt>{texts.approvedBy}</dt>
            <dd>
              <Link href={`/users/${payout.approvedBy.id}`}>{payout.approvedBy.username}</Link>
            </dd>
          </>
        )}
        <dt>{texts.startedAt}</dt>
        <dd>
          <Instant at={payout.startedAt} />
        </dd>
        {payout.finishedAt !== null && (
          <>
            <dt>{texts.finishedAt}</dt>
            <dd>
              <Instant at={payout.finishedAt} />
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

interface ChangeDialogProps {
  readonly id: string;
  readonly change: PayoutChange;
  readonly onClose: () => void;
}

function ChangeDialog({ id, change, onClose }: ChangeDialogProps) {
  const texts = useTexts(payoutsTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, send] = useMutation(ChangePayoutDocument);
  return (
    <ConfirmDialog
      form={`${change} ${id}`}
      title={texts.changeTitles[change]}
      confirmLabel={texts.changes[change]}
      tone={change === 'CANCEL' ? 'danger' : 'primary'}
      reason={{ label: texts.optionalWhy, required: false }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { data, error } = await send({ input: { id, change, reason: reason === '' ? null : reason } });
        if (error) return errorText(factsOf(error), language);
        const refusal = data?.changePayout?.userErrors[0];
        if (refusal) return errorText(refusal, language);
        announce(texts.changed);
        return null;
      }}
    >
      <p>{texts.changeHints[change]}</p>
    </ConfirmDialog>
  );
}
