import { useState } from 'react';
import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { ConfirmDialog, Dialog, REPLACED } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { RevealCodeDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { requestsTexts } from './requests-texts';

interface Props {
  readonly requestId: string;
  readonly grant: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

/** Asks for the reason, then shows the code. The code is in no draft and no cache. */
export function RevealCodeDialog({ requestId, grant: { id, name }, onClose }: Props) {
  const texts = useTexts(requestsTexts);
  const { language } = useSettings();
  const [, reveal] = useMutation(RevealCodeDocument);
  const [code, setCode] = useState<string | null>(null);
  if (code !== null) {
    return (
      <Dialog title={texts.codeOf(name)} onClose={onClose} role="alertdialog">
        <div className="dialog-body">
          <TextField label={texts.code} value={code} isReadOnly />
        </div>
        <div className="dialog-foot">
          <Button tone="primary" onPress={onClose}>
            {texts.done}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      form={`reveal ${id}`}
      title={texts.revealTitle(name)}
      confirmLabel={texts.reveal}
      reason={{ label: texts.revealReason, required: true, hint: texts.revealHint }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { data, error } = await reveal({ input: { requestId, grantId: id, reason } });
        if (error) return errorText(factsOf(error), language);
        const refusal = data?.revealCode?.userErrors[0];
        if (refusal) return errorText(refusal, language);
        if (data?.revealCode?.code == null) return texts.codeWaits;
        setCode(data.revealCode.code);
        return REPLACED;
      }}
    />
  );
}
