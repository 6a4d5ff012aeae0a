import { useQuery } from 'urql';
import { Button } from '../../components/button';
import { RewardRequestsDocument, type RewardRequestFilter } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { requestsTexts } from './requests-texts';
import type { Verdict } from './use-decide';

/** More would have to be read before one of them is chosen. */
const MOST_SHOWN = 5;
const LOOKED_AT = 50;

const DECIDED: Record<Verdict, RewardRequestFilter> = {
  approve: { statuses: ['SUCCESS'] },
  reject: { failureCodes: ['REJECTED'] },
};

interface LatestReasonsProps {
  readonly verdict: Verdict;
  readonly onChoose: (words: string) => void;
}

/** What operators wrote with the newest decisions of the kind, to be used again. */
export function LatestReasons({ verdict, onChoose }: LatestReasonsProps) {
  const texts = useTexts(requestsTexts);
  const [{ data }] = useQuery({
    query: RewardRequestsDocument,
    variables: { filter: DECIDED[verdict], first: LOOKED_AT },
  });
  const notes = (data?.rewardRequests?.nodes ?? []).flatMap(({ note }) => (note ? [note] : []));
  const latest = [...new Set(notes)].slice(0, MOST_SHOWN);
  if (latest.length === 0) return null;
  return (
    <div className="field" role="group" aria-label={texts.latestReasons}>
      <span className="label">{texts.latestReasons}</span>
      <div className="choices">
        {latest.map((words) => (
          <Button key={words} onPress={() => onChoose(words)}>
            <span className="one-line">{words}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}
