import { parseAbsolute } from '@internationalized/date';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { useMutation } from 'urql';
import { NAME_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { SERVICE_SCOPES, type ServiceScope } from '../../../../src/domain/service-scopes';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { CopyButton } from '../../components/copy-button';
import { ConfirmDialog, Dialog, REPLACED } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { InstantField } from '../../components/instant-field';
import { useFields } from '../../drafts/use-fields';
import { CreateServiceKeyDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { serviceKeysTexts } from './service-keys-texts';

interface NewKey {
  readonly name: string;
  readonly source: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
}

const noKey = (): NewKey => ({ name: '', source: '', scopes: [], expiresAt: null });

/** Asks for the new key, then shows its secret. The secret is in no draft and no cache. */
export function CreateKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const texts = useTexts(serviceKeysTexts);
  const { language } = useSettings();
  const [, create] = useMutation(CreateServiceKeyDocument);
  const { serviceTimeZone } = useServiceClock();
  const fields = useFields('create service key', noKey);
  const { name, source, scopes, expiresAt } = fields.value;
  const [secret, setSecret] = useState<string | null>(null);
  if (secret !== null) return <SecretDialog secret={secret} onClose={onClose} />;
  return (
    <ConfirmDialog
      form="create service key"
      title={texts.createTitle}
      confirmLabel={texts.create}
      fields={fields}
      onClose={onClose}
      onConfirm={async () => {
        const input = {
          name: name.trim(),
          source: source.trim(),
          scopes: scopes as ServiceScope[],
          expiresAt,
        };
        const { data, error } = await create({ input });
        if (error) return errorText(factsOf(error), language);
        setSecret(data?.createServiceKey?.secret ?? null);
        return REPLACED;
      }}
    >
      <TextField
        label={texts.name}
        value={name}
        onChange={(typed) => fields.set({ name: typed })}
        limit={NAME_MAX_CHARACTERS}
        isRequired
        autoFocus
      />
      <TextField
        label={texts.source}
        description={texts.sourceHint}
        value={source}
        onChange={(typed) => fields.set({ source: typed })}
        limit={128}
        isRequired
      />
      <CheckboxGroup
        className="field"
        value={[...scopes]}
        onChange={(chosen) => fields.set({ scopes: chosen })}
        isRequired
      >
        <Label className="label">{texts.scopes}</Label>
        <div className="choices">
          {SERVICE_SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} className="choice">
              {texts.scopeNames[scope]}
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
      <InstantField
        label={texts.expires}
        description={texts.expiresHint}
        value={expiresAt === null ? null : parseAbsolute(expiresAt, serviceTimeZone)}
        onChange={(at) => fields.set({ expiresAt: at?.toAbsoluteString() ?? null })}
      />
    </ConfirmDialog>
  );
}

function SecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const texts = useTexts(serviceKeysTexts);
  return (
    <Dialog title={texts.secretTitle} onClose={onClose} role="alertdialog">
      <div className="dialog-body">
        <p>{texts.secretHint}</p>
        <TextField label={texts.secret} value={secret} isReadOnly />
      </div>
      <div className="dialog-foot">
        <CopyButton label={texts.copy} text={secret} />
        <Button tone="primary" onPress={onClose}>
          {texts.done}
        </Button>
      </div>
    </Dialog>
  );
}
