import { useEffect, useState, type SubmitEvent } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../api/api-provider';
import { factsOf } from '../api/error-facts';
import { errorText } from '../api/error-texts';
import type { Absence } from '../api/session';
import { STAFF } from '../api/viewer';
import { Button } from '../components/button';
import { ErrorNotice } from '../components/error-notice';
import { TextField } from '../components/fields';
import { LoginDocument, LogoutDocument, type LoginMutation, type Role } from '../generated/documents';
import { commonTexts } from '../i18n/common-texts';
import { useSettings, useTexts } from '../i18n/settings';
import { LostServerBanner } from '../layout/layout';
import { layoutTexts } from '../layout/layout-texts';
import { PreferencesMenu } from '../layout/preferences-menu';
import { StorageNotice } from '../layout/storage-notice';
import { NewPasswordForm } from './new-password-form';
import { signInTexts } from './sign-in-texts';

type SignedIn = Pick<NonNullable<LoginMutation['login']>, 'tokens'> & {
  readonly user: { readonly id: string; readonly role: Role };
};

export function SignInPage({ because }: { readonly because: Absence }) {
  const texts = useTexts(signInTexts);
  const common = useTexts(commonTexts);
  const { preferences } = useTexts(layoutTexts);
  const { language } = useSettings();
  const session = useSession();
  const [{ fetching }, login] = useMutation(LoginDocument);
  const [, logout] = useMutation(LogoutDocument);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [hasOneTime, setOneTime] = useState(false);
  useEffect(() => {
    document.title = `${texts.title} · ${common.product}`;
  }, [texts, common]);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (username === '' || password === '') return setFault(texts.missing);
    setFault(null);
    const { data, error } = await login({ input: { username, password } });
    if (error) {
      const facts = factsOf(error);
      if (facts.code === 'PASSWORD_CHANGE_REQUIRED') return setOneTime(true);
      return setFault(errorText(facts, language));
    }
    if (data?.login) await enter(data.login);
  }

  async function enter({ user, tokens }: SignedIn): Promise<void> {
    if (STAFF.includes(user.role)) return session.begin(user.id, tokens);
    session.end('notStaff');
    await logout({ input: { refreshToken: tokens.refreshToken } });
  }

  return (
    <div className="sign-in">
      <div className="sign-in-notices">
        <LostServerBanner />
        <StorageNotice />
      </div>
      <main className="sign-in-box">
        <p className="brand">{common.product}</p>
        <h1>{texts.title}</h1>
        <p className="faint">{texts.purpose}</p>
        {because !== 'nobody' && (
          <p className={because === 'notStaff' ? 'notice notice-warn' : 'notice'} role="status">
            {texts.because[because]}
          </p>
        )}
        {hasOneTime ? (
          <NewPasswordForm username={username} oneTimePassword={password} onSignedIn={enter} />
        ) : (
          <form onSubmit={submit} className="stack" noValidate>
            <TextField
              label={texts.username}
              value={username}
              onChange={setUsername}
              autoComplete="username"
              autoFocus
            />
            <TextField
              label={texts.password}
              type="password"
              value={password}
              onChange={setPassword}
              autoComplete="current-password"
            />
            <ErrorNotice error={fault} />
            <Button type="submit" tone="primary" isPending={fetching}>
              {texts.submit}
            </Button>
          </form>
        )}
      </main>
      <PreferencesMenu label={preferences}>{preferences}</PreferencesMenu>
    </div>
  );
}
