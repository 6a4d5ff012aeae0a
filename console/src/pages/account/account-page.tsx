import { useState, type SubmitEvent } from 'react';
import { useMutation } from 'urql';
import { useSession } from '../../api/api-provider';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { Button } from '../../components/button';
import { ErrorNotice } from '../../components/error-notice';
import { TextField } from '../../components/fields';
import { Page, Panel } from '../../components/page';
import { leaveGuard } from '../../drafts/leave-guard';
import { ChangePasswordDocument, LogoutDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { accountTexts } from './account-texts';
import { LoginsPanel } from './logins-panel';

export default function AccountPage() {
  const texts = useTexts(accountTexts);
  return (
    <Page title={texts.title}>
      <PasswordPanel />
      <LoginsPanel />
      <EverywherePanel />
    </Page>
  );
}

const NOTHING = { current: '', next: '', again: '' };

/** What is typed here is no draft: a browser's storage is no place for passwords. */
function PasswordPanel() {
  const texts = useTexts(accountTexts);
  const { language } = useSettings();
  const { username } = useViewer();
  const session = useSession();
  const [{ fetching }, changePassword] = useMutation(ChangePasswordDocument);
  const [typed, setTyped] = useState(NOTHING);
  const [outcome, setOutcome] = useState<{ readonly ok: boolean; readonly text: string } | null>(null);
  const set = (name: keyof typeof NOTHING) => (value: string) => setTyped({ ...typed, [name]: value });
  const fail = (text: string) => setOutcome({ ok: false, text });

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const { current, next, again } = typed;
    if (current === '' || next === '' || again === '') return fail(texts.missing);
    if (next !== again) return fail(texts.different);
    setOutcome(null);
    const { data, error } = await changePassword({ input: { currentPassword: current, newPassword: next } });
    if (error) {
      const facts = factsOf(error);
      return fail(facts.code === 'INVALID_CREDENTIALS' ? texts.wrong : errorText(facts, language));
    }
    if (!data?.changePassword) return;
    const { user, tokens } = data.changePassword;
    session.begin(user.id, tokens);
    setTyped(NOTHING);
    setOutcome({ ok: true, text: texts.changed });
  }

  return (
    <Panel title={texts.password}>
      <form onSubmit={submit} className="stack narrow-form" noValidate>
        <p className="faint">{texts.passwordHint}</p>
        {/* Password managers store the new password under this name. */}
        <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
        <TextField
          label={texts.current}
          type="password"
          value={typed.current}
          onChange={set('current')}
          autoComplete="current-password"
        />
        <TextField
          label={texts.next}
          description={texts.nextHint}
          type="password"
          value={typed.next}
          onChange={set('next')}
          autoComplete="new-password"
        />
        <TextField
          label={texts.again}
          type="password"
          value={typed.again}
          onChange={set('again')}
          autoComplete="new-password"
        />
        <div role="status">{outcome?.ok && <p className="notice notice-good">{outcome.text}</p>}</div>
        <ErrorNotice error={outcome?.ok === false ? outcome.text : null} />
        <div>
          <Button type="submit" tone="primary" isPending={fetching}>
            {texts.change}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** The login here ends only after the server has answered: until then the others may still be there. */
function EverywherePanel() {
  const texts = useTexts(accountTexts);
  const { language } = useSettings();
  const session = useSession();
  const [{ fetching }, logout] = useMutation(LogoutDocument);
  const [fault, setFault] = useState<string | null>(null);

  async function signOutEverywhere(): Promise<void> {
    const { refreshToken } = session;
    if (refreshToken === null) return;
    setFault(null);
    const { error } = await logout({ input: { refreshToken, everywhere: true } });
    if (error) setFault(errorText(factsOf(error), language));
    else session.end('signedOut');
  }

  return (
    <Panel title={texts.everywhere}>
      <div className="stack">
        <p className="faint">{texts.everywhereHint}</p>
        <ErrorNotice error={fault} />
        <div>
          <Button
            tone="danger"
            isPending={fetching}
            onPress={() => leaveGuard.leave(() => void signOutEverywhere())}
          >
            {texts.signOutEverywhere}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
