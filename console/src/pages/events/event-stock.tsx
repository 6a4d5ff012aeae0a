import { useState } from 'react';
import { useMutation } from 'urql';
import { STOCK_MAX } from '../../../../src/domain/limits';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { randomId } from '../../api/random-id';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { Panel } from '../../components/page';
import { ShareBar } from '../../components/share-bar';
import { useAnnounce } from '../../components/toasts';
import { Empty } from '../../components/view-states';
import { wholeNumber } from '../../components/whole-number';
import {
  AdjustRewardStockDocument,
  type EventDetailsFragment,
  type RewardDetailsFragment,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { eventTexts } from './event-texts';
import { stockTone } from './stock-tone';

export function EventStock({ event }: { readonly event: EventDetailsFragment }) {
  const texts = useTexts(eventTexts);
  const [changing, setChanging] = useState<RewardDetailsFragment | null>(null);
  const { runsEvents } = useViewer();
  const canChange = runsEvents && event.state !== 'ARCHIVED';
  return (
    <Panel title={texts.stock}>
      {event.rewards.length === 0 && <Empty title={texts.noRewards} />}
      <div>
        {event.rewards.map((reward) => (
          <Stock key={reward.id} reward={reward} onChange={canChange ? () => setChanging(reward) : null} />
        ))}
      </div>
      {changing && <StockDialog reward={changing} onClose={() => setChanging(null)} />}
    </Panel>
  );
}

interface StockProps {
  readonly reward: RewardDetailsFragment;
  readonly onChange: (() => void) | null;
}

function Stock({ reward: { name, type, quantity, externalId, stock, remaining }, onChange }: StockProps) {
  const texts = useTexts(eventTexts);
  const { rewardTypes } = useTexts(commonTexts);
  const { language } = useSettings();
  const told = (count: number) => formatNumber(count, language);
  const share = stock && remaining !== null ? remaining / stock : 0;
  return (
    <div className="stock">
      <div className="stock-head">
        <span>
          <strong>
            {told(quantity)} × {name}
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
            <span className="number">{texts.remaining(told(remaining), told(stock))}</span>
            {onChange && (
              <Button aria-label={texts.changeStockOf(name)} onPress={onChange}>
                {texts.changeStock}
              </Button>
            )}
          </span>
        )}
      </div>
      {stock !== null && <ShareBar share={share} tone={stockTone(share)} />}
    </div>
  );
}

interface StockDialogProps {
  readonly reward: RewardDetailsFragment;
  readonly onClose: () => void;
}

function StockDialog({ reward, onClose }: StockDialogProps) {
  const texts = useTexts(eventTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, adjust] = useMutation(AdjustRewardStockDocument);
  const [typed, setTyped] = useState('');
  // One key for one dialog: pressed again after a lost answer, the stock changes once.
  const [idempotencyKey] = useState(randomId);
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
      title={texts.changeStockOf(reward.name)}
      confirmLabel={texts.changeStock}
      reason={{ label: texts.stockReason, required: true, hint: texts.stockReasonHint, isFirst: false }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextField
        label={texts.delta}
        inputMode="numeric"
        value={typed}
        onChange={setTyped}
        error={typed !== '' && typed !== '-' && delta === 0 ? texts.deltaFault : null}
        description={
          delta !== 0 && texts.deltaPreview(formatNumber((reward.remaining ?? 0) + delta, language))
        }
        autoFocus
      />
    </ConfirmDialog>
  );
}
