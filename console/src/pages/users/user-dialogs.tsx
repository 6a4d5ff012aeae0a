import { useState } from 'react';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { useMutation } from 'urql';
import { ROLES } from '../../../../src/domain/viewer';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { ConfirmDialog } from '../../components/dialog';
import { useAnnounce } from '../../components/toasts';
import { useFields } from '../../drafts/use-fields';
import {
  ChangeUserRoleDocument,
  EraseUserDocument,
  SetUserDisabledDocument,
  type Role,
  type UserQuery,
} from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { usersTexts } from './users-texts';

interface UserDialogProps {
  readonly user: NonNullable<UserQuery['user']>;
  readonly onClose: () => void;
}

export function RoleDialog({ user, onClose }: UserDialogProps) {
  const texts = useTexts(usersTexts);
  const { roles } = useTexts(commonTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, changeRole] = useMutation(ChangeUserRoleDocument);
  const fields = useFields<{ readonly role: Role }>(`role ${user.id}`, () => ({ role: user.role }));
  const { role } = fields.value;
  return (
    <ConfirmDialog
      form={`role ${user.id}`}
      title={texts.changeRoleOf(user.username)}
      confirmLabel={texts.changeRole}
      reason={{ label: texts.why, required: true, hint: texts.roleHint }}
      fields={fields}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { data, error } = await changeRole({ input: { userId: user.id, role, reason } });
        if (error) return errorText(factsOf(error), language);
        const [refusal] = data?.changeUserRole?.userErrors ?? [];
        if (refusal) return errorText(refusal, language);
        announce(texts.roleChanged(user.username, roles[role]));
        return null;
      }}
    >
      <RadioGroup className="field" value={role} onChange={(chosen) => fields.set({ role: chosen as Role })}>
        <Label className="label">{texts.newRole}</Label>
        <div className="choices">
          {ROLES.map((one) => (
            <Radio key={one} value={one} className="choice">
              {roles[one]}
            </Radio>
          ))}
        </div>
      </RadioGroup>
    </ConfirmDialog>
  );
}

/** Disables an account, or enables one that is disabled. */
export function DisableDialog({ user, onClose }: UserDialogProps) {
  const texts = useTexts(usersTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, setDisabled] = useMutation(SetUserDisabledDocument);
  // The state when the dialog opened; its own success changes the account behind it.
  const [disabled] = useState(user.disabledAt === null);
  return (
    <ConfirmDialog
      form={`${disabled ? 'disable' : 'enable'} ${user.id}`}
      title={disabled ? texts.disableTitle(user.username) : texts.enableTitle(user.username)}
      confirmLabel={disabled ? texts.disable : texts.enable}
      tone={disabled ? 'danger' : 'primary'}
      reason={{ label: texts.why, required: true }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { data, error } = await setDisabled({ input: { userId: user.id, disabled, reason } });
        if (error) return errorText(factsOf(error), language);
        const [refusal] = data?.setUserDisabled?.userErrors ?? [];
        if (refusal) return errorText(refusal, language);
        announce(disabled ? texts.wasDisabled(user.username) : texts.wasEnabled(user.username));
        return null;
      }}
    >
      <p>{disabled ? texts.disableHint : texts.enableHint}</p>
    </ConfirmDialog>
  );
}

/** Permanently erases the personal data of an account. */
export function EraseDialog({ user, onClose }: UserDialogProps) {
  const texts = useTexts(usersTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, erase] = useMutation(EraseUserDocument);
  // Its success changes the name behind the dialog.
  const [username] = useState(user.username);
  return (
    <ConfirmDialog
      form={`erase ${user.id}`}
      title={texts.eraseTitle(username)}
      confirmLabel={texts.erase}
      tone="danger"
      reason={{ label: texts.why, required: true, hint: texts.eraseWhy }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { data, error } = await erase({ input: { userId: user.id, reason } });
        if (error) return errorText(factsOf(error), language);
        const [refusal] = data?.eraseUser?.userErrors ?? [];
        if (refusal) return errorText(refusal, language);
        announce(texts.wasErased);
        return null;
      }}
    >
      <p>{texts.eraseHint}</p>
    </ConfirmDialog>
  );
}
