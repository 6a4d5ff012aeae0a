import { useClient } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import {
  ApproveRewardRequestsDocument,
  RejectRewardRequestsDocument,
  type ApproveRewardRequestsMutation,
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
type Decision = NonNullable<ApproveRewardRequestsMutation['approveRewardRequests']>['outcomes'][number];

/**
 * Decides up to DECISIONS_MAX requests in one call; an outcome for each, in their order. A decision that another
 * operator made meanwhile is reported and not overwritten. The lists on the page are not read again: the caller does
 * that once, after the last call.
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

  function outcomeOf(verdict: Verdict, { request, userErrors: [refusal] }: Decision): Outcome {
    if (!refusal) return { isDone: true, text: verdict === 'approve' ? texts.approved : texts.rejected };
    if (refusal.code !== 'ALREADY_DECIDED' || !request) {
      return { isDone: false, text: errorText(refusal, language) };
    }
    const who = request.decidedBy?.username ?? common.anyone;
    return { isDone: false, text: texts.decidedBefore(who, common.requestStatuses[request.status]) };
  }

  async function send(ids: readonly string[], verdict: Verdict, words: string) {
    const context = { leavesQueries: true };
    if (verdict === 'reject') {
      const input = { ids: [...ids], reason: words };
      const { data, error } = await client.mutation(RejectRewardRequestsDocument, { input }, context);
      return { outcomes: data?.rejectRewardRequests?.outcomes, error };
    }
    const input = { ids: [...ids], ...(words !== '' && { note: words }) };
    const { data, error } = await client.mutation(ApproveRewardRequestsDocument, { input }, context);
    return { outcomes: data?.approveRewardRequests?.outcomes, error };
  }

  return async (ids, verdict, words) => {
    const { outcomes, error } = await send(ids, verdict, words);
    if (outcomes) return outcomes.map((outcome) => outcomeOf(verdict, outcome));
    const text = errorText(factsOf(error ?? { graphQLErrors: [] }), language);
    return ids.map(() => ({ isDone: false, text }));
  };
}
