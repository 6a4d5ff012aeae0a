import { Link } from 'wouter';
import { useQuery } from 'urql';
import { Instant } from '../../components/instant';
import { Panel } from '../../components/page';
import { PayoutsDocument } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { PayoutBadge, PayoutCounts } from '../payouts/payout-parts';
import { payoutsTexts } from '../payouts/payouts-texts';

/** The newest payouts of an event; nothing where there is none. */
export function EventPayouts({ id }: { readonly id: string }) {
  const texts = useTexts(payoutsTexts);
  const [{ data }] = useQuery({ query: PayoutsDocument, variables: { eventId: id, first: 10 } });
  const payouts = data?.payouts?.nodes ?? [];
  if (payouts.length === 0) return null;
  return (
    <Panel title={texts.title}>
      <ul className="outcomes" aria-label={texts.table}>
        {payouts.map((payout) => (
          <li key={payout.id} className="outcome">
            <span>
              <Link href={`/payouts/${payout.id}`}>{payout.audience.name}</Link>{' '}
              <PayoutBadge state={payout.state} /> <PayoutCounts payout={payout} />
            </span>
            <span className="faint">
              <Instant at={payout.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
