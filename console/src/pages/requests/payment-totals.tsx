import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { RewardsDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { requestsTexts } from './requests-texts';

interface Reward {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
}

export interface PaidRequest {
  readonly eventId: string;
  readonly event: string;
}

type RewardsByEvent = ReadonlyMap<string, readonly Reward[]>;

/** What approving all of these requests pays in total. An event's rewards are frozen while a request waits. */
export function PaymentTotals({ requests }: { readonly requests: readonly PaidRequest[] }) {
  const texts = useTexts(requestsTexts);
  const { language } = useSettings();
  const client = useClient();
  const [rewards, setRewards] = useState<RewardsByEvent | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const counts = new Map<string, number>();
  for (const { eventId } of requests) counts.set(eventId, (counts.get(eventId) ?? 0) + 1);
  const eventIds = [...counts.keys()].join(' ');

  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      const found = new Map<string, readonly Reward[]>();
      for (const eventId of eventIds.split(' ')) {
        const { data, error } = await client.query(RewardsDocument, { eventId });
        if (!isCurrent) return;
        if (error) return setFault(errorText(factsOf(error), language));
        found.set(eventId, data?.rewards ?? []);
      }
      setRewards(found);
    };
    void read();
    return () => {
      isCurrent = false;
    };
  }, [client, eventIds, language]);

  const titles = new Map(requests.map(({ eventId, event }) => [eventId, event]));
  return (
    <section className="stack" aria-label={texts.totals}>
      <h3>{texts.totals}</h3>
      {fault !== null && <p className="outcome-bad">{fault}</p>}
      {rewards === null && fault === null && <p className="faint">…</p>}
      {rewards !== null && (
        <ul className="lines">
          {[...counts].flatMap(([eventId, count]) =>
            (rewards.get(eventId) ?? []).map(({ id, name, quantity }) => (
              <li key={id} className="line">
                <span>
                  <strong>{name}</strong> · {titles.get(eventId)}
                </span>
                <span className="number">
                  {texts.total(
                    formatNumber(count * quantity, language),
                    formatNumber(count, language),
                    formatNumber(quantity, language),
                  )}
                </span>
              </li>
            )),
          )}
        </ul>
      )}
    </section>
  );
}
