import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { ConfirmDialog } from '../../components/dialog';
import { useAnnounce } from '../../components/toasts';
import { RevokeServiceKeyDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { serviceKeysTexts } from './service-keys-texts';

interface Props {
  readonly row: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function RevokeKeyDialog({ row: { id, name }, onClose }: Props) {
  const texts = useTexts(serviceKeysTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, revoke] = useMutation(RevokeServiceKeyDocument);
  return (
    <ConfirmDialog
      form={`revoke ${id}`}
      title={texts.revokeTitle(name)}
      confirmLabel={texts.revoke}
      tone="danger"
      reason={{ label: texts.why, required: true }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { error } = await revoke({ input: { id, reason } });
        if (error) return errorText(factsOf(error), language);
        announce(texts.wasRevoked(name));
        return null;
      }}
    >
      <p>{texts.revokeHint}</p>
    </ConfirmDialog>
  );
}
