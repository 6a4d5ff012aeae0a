import { useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { RewardRequestsDocument, type RewardRequestFilter } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { requestsTexts } from './requests-texts';

const PENDING: RewardRequestFilter = { statuses: ['PENDING'] };

interface NextPendingProps {
  readonly request: { readonly id: string; readonly requestedAt: string };
  /** Whether it is where one goes on: it takes the focus that a closed dialog leaves behind. */
  readonly takesFocus: boolean;
}

/** Leads to the pending request that arrived next; after the newest one, to the oldest. */
export function NextPending({ request: { id, requestedAt }, takesFocus }: NextPendingProps) {
  const texts = useTexts(requestsTexts);
  const link = useRef<HTMLAnchorElement>(null);
  const list = { first: 2, reverse: true };
  const [later] = useQuery({
    query: RewardRequestsDocument,
    variables: { filter: { ...PENDING, requestedFrom: requestedAt }, ...list },
  });
  const [oldest] = useQuery({ query: RewardRequestsDocument, variables: { filter: PENDING, ...list } });
  const isLoaded = later.data !== undefined && oldest.data !== undefined;
  const found = isLoaded ? [later.data, oldest.data] : [];
  const next = found.flatMap((data) => data?.rewardRequests?.nodes ?? []).find((one) => one.id !== id);
  const isShown = next !== undefined;
  useEffect(() => {
    if (!takesFocus || !isShown) return;
    // The closed dialog gives the focus back to its button in the next frame, and that button is gone.
    const timer = setTimeout(() => link.current?.focus(), 50);
    return () => clearTimeout(timer);
  }, [takesFocus, isShown]);
  if (!next) return null;
  return (
    <Link ref={link} href={`/requests/${next.id}`} className="button button-plain">
      {texts.nextPending}
    </Link>
  );
}
