import { useMutation, type CombinedError } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
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
  /** What to tell the operator. */
  readonly text: string;
}
type Payload = NonNullable<ApproveRewardRequestMutation['approveRewardRequest']>;

/**
 * Decides one request. What another operator decided meanwhile comes back as it stands, and is told; nothing is
 * overwritten.
 */
export function useDecide(): (id: string, verdict: Verdict, words: string) => Promise<Outcome> {
  const texts = useTexts(requestsTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  const [, approve] = useMutation(ApproveRewardRequestDocument);
  const [, reject] = useMutation(RejectRewardRequestDocument);

  function outcomeOf(verdict: Verdict, payload: Payload | null, error?: CombinedError): Outcome {
    if (error) return { isDone: false, text: errorText(factsOf(error), language) };
    const [refusal] = payload?.userErrors ?? [];
    if (!refusal) return { isDone: true, text: verdict === 'approve' ? texts.approved : texts.rejected };
    const { status, decidedBy } = payload?.request ?? {};
    if (refusal.code !== 'ALREADY_DECIDED' || !status) {
      return { isDone: false, text: errorText(refusal, language) };
    }
    const who = decidedBy?.username ?? common.anyone;
    return { isDone: false, text: texts.decidedBefore(who, common.requestStatuses[status]) };
  }

  return async (id, verdict, words) => {
    if (verdict === 'reject') {
      const { data, error } = await reject({ input: { id, reason: words } });
      return outcomeOf(verdict, data?.rejectRewardRequest ?? null, error);
    }
    const { data, error } = await approve({ input: { id, ...(words === '' ? {} : { note: words }) } });
    return outcomeOf(verdict, data?.approveRewardRequest ?? null, error);
  };
}
