import { useState } from 'react';
import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { CopyButton } from '../../components/copy-button';
import { ConfirmDialog, Dialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { Instant } from '../../components/instant';
import { ResetPasswordDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { usersTexts } from './users-texts';

interface ResetPasswordDialogProps {
  readonly user: { readonly id: string; readonly username: string };
  readonly onClose: () => void;
}

/** Asks for the reason, then shows the one-time password. The password is in no draft and no cache. */
export function ResetPasswordDialog({ user, onClose }: ResetPasswordDialogProps) {
  const texts = useTexts(usersTexts);
  const { language } = useSettings();
  const [, reset] = useMutation(ResetPasswordDocument);
  const [issued, setIssued] = useState<{ readonly password: string; readonly expiresAt: string } | null>(
    null,
  );
  if (issued !== null) {
    return (
      <Dialog title={texts.oneTimeTitle(user.username)} onClose={onClose} role="alertdialog">
        <div className="dialog-body">
          <TextField label={texts.oneTime} value={issued.password} isReadOnly autoFocus />
          <p>{texts.oneTimeHint}</p>
          <p className="faint">
            {texts.oneTimeUntil} <Instant at={issued.expiresAt} />
          </p>
        </div>
        <div className="dialog-foot">
          <CopyButton text={issued.password} label={texts.copyOneTime} />
          <Button tone="primary" onPress={onClose}>
            {texts.oneTimeDone}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      form={`reset password ${user.id}`}
      title={texts.resetTitle(user.username)}
      confirmLabel={texts.resetPassword}
      tone="danger"
      reason={{ label: texts.why, required: true }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { data, error } = await reset({ input: { userId: user.id, reason } });
        if (error) return errorText(factsOf(error), language);
        const { oneTimePassword, userErrors, user: changed } = data?.resetPassword ?? {};
        const refusal = userErrors?.[0];
        if (refusal) return errorText(refusal, language);
        // The password takes the place of this dialog, which must not close both.
        if (oneTimePassword && changed?.passwordResetExpiresAt)
          setIssued({ password: oneTimePassword, expiresAt: changed.passwordResetExpiresAt });
        return '';
      }}
    >
      <p>{texts.resetHint}</p>
    </ConfirmDialog>
  );
}
