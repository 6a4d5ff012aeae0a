import { useState } from 'react';
import { useClient, useQuery } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { useAnnounce } from '../../components/toasts';
import { RewardRequestsDocument, type RewardRequestFilter } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import type { Chosen } from './decide-many-dialog';
import { requestsTexts } from './requests-texts';

/** More than an operator can have looked at; the rest are chosen in a second round. */
const MOST_CHOSEN = 1_000;
const PAGE = 100;

interface SelectMatchingProps {
  readonly filter: RewardRequestFilter;
  /** How many are chosen on the page already. */
  readonly chosen: number;
  readonly onChoose: (requests: readonly Chosen[]) => void;
}

/** Chooses every pending request that the filter matches, on all pages, the oldest first. */
export function SelectMatching({ filter, chosen, onChoose }: SelectMatchingProps) {
  const texts = useTexts(requestsTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const client = useClient();
  const [isPending, setPending] = useState(false);
  const pending: RewardRequestFilter = { ...filter, statuses: ['PENDING'] };
  const [{ data }] = useQuery({
    query: RewardRequestsDocument,
    variables: { filter: pending, withCount: true, first: 1 },
  });
  const count = data?.rewardRequests?.totalCount ?? null;
  if (!data || (count !== null && count <= chosen)) return null;

  async function chooseAll(): Promise<void> {
    setPending(true);
    const found: Chosen[] = [];
    for (let after: string | null = null, isMore = true; isMore && found.length < MOST_CHOSEN;) {
      const answer: Awaited<ReturnType<typeof readPage>> = await readPage(after);
      if (answer.error) announce(errorText(factsOf(answer.error), language), 'bad');
      const { nodes = [], pageInfo } = answer.data?.rewardRequests ?? {};
      found.push(
        ...nodes.map(({ id, user, event }) => ({
          id,
          user: user.username,
          eventId: event.id,
          event: event.title,
        })),
      );
      after = pageInfo?.endCursor ?? null;
      isMore = pageInfo?.hasNextPage ?? false;
    }
    setPending(false);
    if (found.length > 0) onChoose(found);
  }

  const readPage = (after: string | null) =>
    client.query(
      RewardRequestsDocument,
      { filter: pending, after, first: PAGE, reverse: true },
      { requestPolicy: 'network-only' },
    );

  const label =
    count === null
      ? texts.selectAllMatching
      : count > MOST_CHOSEN
        ? texts.selectOldest(formatNumber(MOST_CHOSEN, language), formatNumber(count, language))
        : texts.selectMatching(formatNumber(count, language));
  return (
    <Button isPending={isPending} onPress={() => void chooseAll()}>
      {label}
    </Button>
  );
}
