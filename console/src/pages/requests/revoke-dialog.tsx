import { Checkbox } from 'react-aria-components/Checkbox';
import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { randomId } from '../../api/random-id';
import { ConfirmDialog } from '../../components/dialog';
import { useAnnounce } from '../../components/toasts';
import { useDraft } from '../../drafts/use-draft';
import { RevokeRewardRequestDocument, type RewardRequestQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { requestsTexts } from './requests-texts';

interface Props {
  readonly request: NonNullable<RewardRequestQuery['rewardRequest']>;
  readonly onChange: () => void;
  readonly onClose: () => void;
}

interface Choice {
  readonly returnStock: boolean;
  /** One key for one revocation: sent again after a lost answer or a reload, it gets the same answer. */
  readonly idempotencyKey: string;
}

const noChoice = (): Choice => ({ returnStock: false, idempotencyKey: randomId() });
const isChosen = ({ returnStock }: Choice) => returnStock;

export function RevokeDialog({ request: { id, user, event }, onChange, onClose }: Props) {
  const texts = useTexts(requestsTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, revoke] = useMutation(RevokeRewardRequestDocument);
  const draft = useDraft<Choice>(`return ${id}`, noChoice, isChosen);
  const { returnStock, idempotencyKey } = draft.value;
  return (
    <ConfirmDialog
      form={`revoke ${id}`}
      title={texts.revokeTitle(user.username)}
      confirmLabel={texts.revoke}
      tone="danger"
      reason={{ label: texts.reason, required: true }}
      onClose={onClose}
      fields={draft}
      onConfirm={async (reason) => {
        const { data, error } = await revoke({ input: { id, reason, returnStock, idempotencyKey } });
        onChange();
        if (error) return errorText(factsOf(error), language);
        const refusal = data?.revokeRewardRequest?.userErrors[0];
        if (refusal) return errorText(refusal, language);
        announce(texts.wasRevoked(user.username));
        return null;
      }}
    >
      <p>{texts.outcomeOf(user.username, event.title)}</p>
      <p>{texts.revokeHint}</p>
      <Checkbox
        className="checkbox"
        isSelected={returnStock}
        onChange={(isSelected) => draft.setValue({ returnStock: isSelected, idempotencyKey: randomId() })}
      >
        <span className="checkbox-box" aria-hidden="true" />
        {texts.returnStock}
      </Checkbox>
      <p className="faint">{texts.returnStockHint}</p>
    </ConfirmDialog>
  );
}
