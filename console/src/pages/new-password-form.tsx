import { useState, type SubmitEvent } from 'react';
import { useMutation } from 'urql';
import { factsOf } from '../api/error-facts';
import { errorText } from '../api/error-texts';
import { Button } from '../components/button';
import { ErrorNotice } from '../components/error-notice';
import { TextField } from '../components/fields';
import { RedeemOneTimePasswordDocument, type RedeemOneTimePasswordMutation } from '../generated/documents';
import { useSettings, useTexts } from '../i18n/settings';
import { signInTexts } from './sign-in-texts';

type SignedIn = NonNullable<RedeemOneTimePasswordMutation['redeemOneTimePassword']>;

interface NewPasswordFormProps {
  readonly username: string;
  readonly oneTimePassword: string;
  readonly onSignedIn: (signedIn: SignedIn) => void;
}

/** For somebody who came with a one-time password: a password of their own is the only way on. */
export function NewPasswordForm({ username, oneTimePassword, onSignedIn }: NewPasswordFormProps) {
  const texts = useTexts(signInTexts);
  const { language } = useSettings();
  const [{ fetching }, redeem] = useMutation(RedeemOneTimePasswordDocument);
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [fault, setFault] = useState<string | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (next === '' || next !== again) return setFault(texts.different);
    setFault(null);
    const { data, error } = await redeem({ input: { username, oneTimePassword, newPassword: next } });
    if (error) setFault(errorText(factsOf(error), language));
    else if (data?.redeemOneTimePassword) onSignedIn(data.redeemOneTimePassword);
  }

  return (
    <form onSubmit={submit} className="stack" noValidate>
      <p className="notice" role="status">
        {texts.oneTime}
      </p>
      {/* Password managers store the new password under this name. */}
      <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
      <TextField
        label={texts.next}
        description={texts.nextHint}
        type="password"
        value={next}
        onChange={setNext}
        autoComplete="new-password"
        autoFocus
      />
      <TextField
        label={texts.again}
        type="password"
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
      />
      <ErrorNotice error={fault} />
      <Button type="submit" tone="primary" isPending={fetching}>
        {texts.choose}
      </Button>
    </form>
  );
}
