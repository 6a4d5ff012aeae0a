import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { STOCK_MAX } from '../../../../src/domain/limits';
import { isSoldOut, runsOutAt } from '../../../../src/domain/stock';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { randomId } from '../../api/random-id';
import { Badge } from '../../components/badge';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { Panel } from '../../components/page';
import { ShareBar } from '../../components/share-bar';
import { useAnnounce } from '../../components/toasts';
import { Empty } from '../../components/view-states';
import { wholeNumber } from '../../components/whole-number';
import { useDraft } from '../../drafts/use-draft';
import {
  AdjustRewardStockDocument,
  EventStatsDocument,
  type EventDetailsFragment,
  type RewardDetailsFragment,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber, formatUntil } from '../../time/format';
import { codeTexts } from './code-texts';
import { eventTexts } from './event-texts';
import { ImportCodesDialog } from './import-codes-dialog';
import { shareLeft, stockTone } from './stock-tone';

type ShownReward = RewardDetailsFragment & {
  readonly codes: {
    readonly imported: number;
    readonly free: number;
    readonly bound: number;
    readonly low: boolean;
  } | null;
};
type ShownEvent = Omit<EventDetailsFragment, 'rewards'> & { readonly rewards: readonly ShownReward[] };

interface EventStockProps {
  readonly event: ShownEvent;
  /** Codes have been imported: the figures are to be read again. */
  readonly onImported: () => void;
}

export function EventStock({ event, onImported }: EventStockProps) {
  const texts = useTexts(eventTexts);
  const [changing, setChanging] = useState<RewardDetailsFragment | null>(null);
  const [importing, setImporting] = useState<RewardDetailsFragment | null>(null);
  const { runsEvents } = useViewer();
  const [stats] = useQuery({ query: EventStatsDocument, variables: { id: event.id } });
  const acceptedLastDay = stats.data?.event?.requestCounts?.acceptedLastDay ?? 0;
  const canChange = runsEvents && event.state !== 'ARCHIVED';
  return (
    <Panel title={texts.stock}>
      {event.rewards.length === 0 && <Empty title={texts.noRewards} />}
      <div>
        {event.rewards.map((reward) => (
          <Stock
            key={reward.id}
            reward={reward}
            acceptedLastDay={event.state === 'IN_PROGRESS' ? acceptedLastDay : 0}
            // Codes are stock, and come by imports alone.
            onChange={canChange && reward.codes === null ? () => setChanging(reward) : null}
            onImport={canChange && reward.codes !== null ? () => setImporting(reward) : null}
          />
        ))}
      </div>
      {changing && <StockDialog reward={changing} onClose={() => setChanging(null)} />}
      {importing && (
        <ImportCodesDialog reward={importing} onClose={() => setImporting(null)} onImported={onImported} />
      )}
    </Panel>
  );
}

interface StockProps {
  readonly reward: ShownReward;
  readonly acceptedLastDay: number;
  readonly onChange: (() => void) | null;
  readonly onImport: (() => void) | null;
}

function Stock({ reward, acceptedLastDay, onChange, onImport }: StockProps) {
  const { name, type, quantity, externalId, stock, remaining, codes: pool } = reward;
  const texts = useTexts(eventTexts);
  const codes = useTexts(codeTexts);
  const { rewardTypes } = useTexts(commonTexts);
  const { language } = useSettings();
  const format = (count: number) => formatNumber(count, language);
  const emptyAt = runsOutAt(reward, acceptedLastDay, new Date());
  return (
    <div className="stock">
      <div className="stock-head">
        <span>
          <strong>
            {format(quantity)} × {name}
          </strong>{' '}
          <span className="faint">
            {rewardTypes[type]}
            {externalId !== null && ` · ${externalId}`}
          </span>
        </span>
        {stock === null || remaining === null ? (
          <span className="faint">{texts.unlimited}</span>
        ) : (
          <span className="row">
            {isSoldOut(reward) &&
              (pool && stock === 0 ? (
                <Badge tone="warn">{texts.noCodes}</Badge>
              ) : (
                <Badge tone="bad">{texts.soldOut}</Badge>
              ))}
            {pool?.low && !isSoldOut(reward) && <Badge tone="warn">{texts.lowCodes}</Badge>}
            {stock > 0 && <span className="number">{texts.remaining(format(remaining), format(stock))}</span>}
            {onChange && (
              <Button aria-label={texts.changeStockOf(name)} onPress={onChange}>
                {texts.changeStock}
              </Button>
            )}
            {onImport && (
              <Button aria-label={codes.importCodesOf(name)} onPress={onImport}>
                {codes.importCodes}
              </Button>
            )}
          </span>
        )}
      </div>
      {stock !== null && stock > 0 && (
        <ShareBar share={shareLeft(reward)} tone={stockTone(reward)} isSpent={isSoldOut(reward)} />
      )}
      {emptyAt && <p className="hint">{texts.runsOut(formatUntil(emptyAt, new Date(), language))}</p>}
      {pool && (
        <p className="hint">{texts.codes(format(pool.imported), format(pool.bound), format(pool.free))}</p>
      )}
    </div>
  );
}

interface StockDialogProps {
  readonly reward: RewardDetailsFragment;
  readonly onClose: () => void;
}

interface Delta {
  readonly typed: string;
  /** One key for one change: sent again after a lost answer or a reload, the stock changes once. */
  readonly idempotencyKey: string;
}

const noDelta = (): Delta => ({ typed: '', idempotencyKey: randomId() });
const isTyped = ({ typed }: Delta) => typed !== '';

function StockDialog({ reward, onClose }: StockDialogProps) {
  const texts = useTexts(eventTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, adjust] = useMutation(AdjustRewardStockDocument);
  const draft = useDraft<Delta>(`delta ${reward.id}`, noDelta, isTyped);
  const { typed, idempotencyKey } = draft.value;
  const entered = wholeNumber(typed);
  const delta = Math.abs(entered) <= STOCK_MAX ? entered : 0;

  async function confirm(reason: string): Promise<string | null> {
    if (delta === 0) return texts.deltaFault;
    const { data, error } = await adjust({ input: { id: reward.id, delta, reason, idempotencyKey } });
    if (error) return errorText(factsOf(error), language);
    const refusal = data?.adjustRewardStock?.userErrors[0];
    if (refusal) return errorText(refusal, language);
    announce(texts.stockChanged(reward.name));
    return null;
  }

  return (
    <ConfirmDialog
      form={`stock ${reward.id}`}
      title={texts.changeStockOf(reward.name)}
      confirmLabel={texts.changeStock}
      reason={{ label: texts.stockReason, required: true, hint: texts.stockReasonHint, isFirst: false }}
      onConfirm={confirm}
      onClose={onClose}
      fields={draft}
    >
      <TextField
        label={texts.delta}
        inputMode="numeric"
        value={typed}
        onChange={(text) => draft.setValue({ typed: text, idempotencyKey })}
        error={typed !== '' && typed !== '-' && delta === 0 ? texts.deltaFault : null}
        description={
          delta !== 0 && texts.deltaPreview(formatNumber((reward.remaining ?? 0) + delta, language))
        }
        autoFocus
      />
    </ConfirmDialog>
  );
}
