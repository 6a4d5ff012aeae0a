import type { CombinedError } from '@urql/core';
import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { ConfirmDialog, Dialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { ChoicesFilter } from '../../components/filter-bar';
import { useAnnounce } from '../../components/toasts';
import { wholeNumber } from '../../components/whole-number';
import { useFields } from '../../drafts/use-fields';
import {
  CreateWebhookEndpointDocument,
  RemoveWebhookEndpointDocument,
  ReplayWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookEndpointDocument,
  type FeedEntryType,
  type WebhookEndpointsQuery,
} from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { webhooksTexts } from './webhooks-texts';

export type Endpoint = NonNullable<WebhookEndpointsQuery['webhookEndpoints']>[number];
export type Act = 'pause' | 'resume' | 'rotate' | 'replay' | 'remove';

export const TYPES = [
  'REWARD_GRANTED',
  'REWARD_REVOKED',
  'REQUEST_PENDING',
  'REQUEST_REJECTED',
  'USER_ERASED',
] as const satisfies readonly FeedEntryType[];

interface DialogProps {
  readonly onClose: () => void;
  readonly onSecret: (secret: string) => void;
}

/** What to say when an act failed, or null; success is announced. */
function useOutcome() {
  const texts = useTexts(webhooksTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  return (error: CombinedError | undefined): string | null => {
    if (error) return errorText(factsOf(error), language);
    announce(texts.done);
    return null;
  };
}

interface NewEndpoint {
  readonly url: string;
  readonly types: ReadonlyArray<(typeof TYPES)[number]>;
}

const noEndpoint = (): NewEndpoint => ({ url: '', types: ['REWARD_GRANTED'] });

export function CreateDialog({ onClose, onSecret }: DialogProps) {
  const texts = useTexts(webhooksTexts);
  const outcome = useOutcome();
  const [, create] = useMutation(CreateWebhookEndpointDocument);
  const fields = useFields('webhook new', noEndpoint);
  const { url, types } = fields.value;
  return (
    <ConfirmDialog
      form="webhook new"
      title={texts.addTitle}
      confirmLabel={texts.add}
      fields={fields}
      onClose={onClose}
      onConfirm={async () => {
        const { data, error } = await create({ input: { url: url.trim(), types: [...types] } });
        const secret = data?.createWebhookEndpoint?.secret;
        if (secret) onSecret(secret);
        return outcome(error);
      }}
    >
      <TextField
        label={texts.url}
        description={texts.urlHint}
        value={url}
        onChange={(typed) => fields.set({ url: typed })}
        autoFocus
      />
      <ChoicesFilter
        label={texts.types}
        options={TYPES}
        names={texts.typeNames}
        chosen={types}
        onChange={(chosen) => fields.set({ types: chosen })}
      />
    </ConfirmDialog>
  );
}

export function ActDialog(props: DialogProps & { readonly endpoint: Endpoint; readonly act: Act }) {
  const { endpoint, act, onClose, onSecret } = props;
  const texts = useTexts(webhooksTexts);
  const outcome = useOutcome();
  const [, update] = useMutation(UpdateWebhookEndpointDocument);
  const [, rotate] = useMutation(RotateWebhookSecretDocument);
  const [, remove] = useMutation(RemoveWebhookEndpointDocument);
  const { id } = endpoint;
  if (act === 'replay') return <ReplayDialog endpoint={endpoint} onClose={onClose} />;
  const confirm = async () => {
    if (act === 'remove') return (await remove({ input: { id } })).error;
    if (act !== 'rotate') return (await update({ input: { id, active: act === 'resume' } })).error;
    const { data, error } = await rotate({ input: { id } });
    const secret = data?.rotateWebhookSecret?.secret;
    if (secret) onSecret(secret);
    return error;
  };
  return (
    <ConfirmDialog
      form={`webhook ${act} ${id}`}
      title={texts[`${act}Title`]}
      confirmLabel={texts[act]}
      tone={act === 'remove' ? 'danger' : 'primary'}
      onClose={onClose}
      onConfirm={async () => outcome(await confirm())}
    >
      <p>{endpoint.url}</p>
      <p>{texts[`${act}Hint`]}</p>
    </ConfirmDialog>
  );
}

function ReplayDialog({ endpoint, onClose }: { readonly endpoint: Endpoint; readonly onClose: () => void }) {
  const texts = useTexts(webhooksTexts);
  const outcome = useOutcome();
  const [, replay] = useMutation(ReplayWebhookDocument);
  const fields = useFields(`webhook replay ${endpoint.id}`, () => ({
    from: '1',
    to: String(endpoint.cursor),
  }));
  const { from, to } = fields.value;
  return (
    <ConfirmDialog
      form={`webhook replay ${endpoint.id}`}
      title={texts.replayTitle}
      confirmLabel={texts.replay}
      fields={fields}
      onClose={onClose}
      onConfirm={async () => {
        const [fromSequence, toSequence] = [wholeNumber(from), wholeNumber(to)];
        if (Number.isNaN(fromSequence) || Number.isNaN(toSequence)) return texts.notANumber;
        const { error } = await replay({ input: { id: endpoint.id, fromSequence, toSequence } });
        return outcome(error);
      }}
    >
      <p>{endpoint.url}</p>
      <p>{texts.replayHint}</p>
      <TextField
        label={texts.from}
        value={from}
        onChange={(typed) => fields.set({ from: typed })}
        inputMode="numeric"
        autoFocus
      />
      <TextField
        label={texts.to}
        value={to}
        onChange={(typed) => fields.set({ to: typed })}
        inputMode="numeric"
      />
    </ConfirmDialog>
  );
}

export function SecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const texts = useTexts(webhooksTexts);
  return (
    <Dialog title={texts.secretTitle} onClose={onClose} role="alertdialog">
      <div className="dialog-body">
        <p>{texts.secretHint}</p>
        <p>
          <code>{secret}</code>
        </p>
      </div>
    </Dialog>
  );
}
