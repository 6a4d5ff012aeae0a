import { useClient, type CombinedError } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { MOST_MUTATIONS, repeated } from '../../api/repeated';
import {
  ApproveRewardRequestDocument,
  RejectRewardRequestDocument,
  type ApproveRewardRequestMutation,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { requestsTexts } from './requests-texts';

export type Verdict = 'approve' | 'reject';
export interface Outcome {
  readonly isDone: boolean;
  /** What to say to the operator. */
  readonly text: string;
}
type Payload = NonNullable<ApproveRewardRequestMutation['approveRewardRequest']>;

/** How many requests one operation decides. */
export const MOST_PER_OPERATION = MOST_MUTATIONS;

/**
 * Decides up to MOST_PER_OPERATION requests in one operation; an outcome for each, in their order. A decision that
 * another operator made meanwhile is reported and not overwritten. The lists on the page are not read again: the
 * caller does that once, after the last operation.
 */
export function useDecide(): (
  ids: readonly string[],
  verdict: Verdict,
  words: string,
) => Promise<readonly Outcome[]> {
  const texts = useTexts(requestsTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  const client = useClient();

  function outcomeOf(verdict: Verdict, payload: Payload | null | undefined): Outcome {
    const [refusal] = payload?.userErrors ?? [];
    if (!refusal) return { isDone: true, text: verdict === 'approve' ? texts.approved : texts.rejected };
    const { status, decidedBy } = payload?.request ?? {};
    if (refusal.code !== 'ALREADY_DECIDED' || !status) {
      return { isDone: false, text: errorText(refusal, language) };
    }
    const who = decidedBy?.username ?? common.anyone;
    return { isDone: false, text: texts.decidedBefore(who, common.requestStatuses[status]) };
  }

  async function send(ids: readonly string[], verdict: Verdict, words: string) {
    const context = { leavesQueries: true };
    if (verdict === 'reject') {
      const document = repeated(RejectRewardRequestDocument, 'RejectRewardRequests', ids.length);
      return client.mutation(
        document,
        inputs(ids, (id) => ({ id, reason: words })),
        context,
      );
    }
    const document = repeated(ApproveRewardRequestDocument, 'ApproveRewardRequests', ids.length);
    const note = words === '' ? {} : { note: words };
    return client.mutation(
      document,
      inputs(ids, (id) => ({ id, ...note })),
      context,
    );
  }

  return async (ids, verdict, words) => {
    const { data, error } = await send(ids, verdict, words);
    return ids.map((_, index) => {
      const fault = error && errorOf(error, `act${index}`);
      if (fault) return { isDone: false, text: errorText(factsOf(fault), language) };
      return outcomeOf(verdict, data?.[`act${index}`]);
    });
  };
}

function inputs<Input>(ids: readonly string[], inputOf: (id: string) => Input): Record<string, Input> {
  return Object.fromEntries(ids.map((id, index) => [`input${index}`, inputOf(id)]));
}

/** The error of one act of the operation; what has no path concerns all of them. */
function errorOf({ networkError, graphQLErrors }: CombinedError, act: string) {
  const own = graphQLErrors.filter(({ path }) => path === undefined || path[0] === act);
  return networkError || own.length > 0 ? { networkError, graphQLErrors: own } : null;
}
