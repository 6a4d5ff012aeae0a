import { Badge, type Tone } from '../../components/badge';
import type { PayoutDetailsFragment, PayoutState } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { payoutsTexts } from './payouts-texts';

const TONES: Readonly<Record<PayoutState, Tone>> = {
  AWAITING_APPROVAL: 'warn',
  RUNNING: 'info',
  PAUSED: 'warn',
  DONE: 'good',
  CANCELLED: 'neutral',
};

export function PayoutBadge({ state }: { readonly state: PayoutState }) {
  return <Badge tone={TONES[state]}>{useTexts(payoutsTexts).states[state]}</Badge>;
}

export function PayoutCounts({ payout }: { readonly payout: PayoutDetailsFragment }) {
  const texts = useTexts(payoutsTexts);
  const { language } = useSettings();
  const number = (value: number) => formatNumber(value, language);
  const { paid, already, refused, total } = payout;
  return <>{texts.counts(number(paid), number(already), number(refused), number(total))}</>;
}
