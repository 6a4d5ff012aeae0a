/**
 * A storefront for the people who claim rewards, with the client package and nothing else. This file reacts to what
 * visitors do; account.ts reads what the server knows, views.ts shows it, texts.ts has the words.
 */
import {
  CallFailed,
  createClient,
  dataOf,
  isSignedOut,
  newKey,
  type LoginInput,
} from '@event-reward-platform/client';
import { loadAccount } from './account.ts';
import { celebrate } from './confetti.ts';
import { show } from './markup.ts';
import { read, write } from './storage.ts';
import { page, type Note, type State } from './views.ts';

const TOKENS = 'storefront.tokens';
const store = { load: () => read<never>(TOKENS), save: (tokens: unknown) => write(TOKENS, tokens) };
const client = createClient({ url: '/graphql', tokens: store });

const locale =
  read<State['locale']>('storefront.locale') ?? (navigator.language.startsWith('ko') ? 'ko' : 'en');
let state: State = { locale, account: null, trouble: null, canSignUp: false, notes: {}, copied: null };

function update(change: Partial<State>): void {
  state = { ...state, ...change };
  document.documentElement.lang = state.locale;
  show(page(state));
}

async function load(change: Partial<State> = {}): Promise<void> {
  const account = await loadAccount(client);
  if (account) return update({ account, trouble: null, ...change });
  await client.logout();
  update({ trouble: 'staff' });
}

async function claim(eventId: string): Promise<void> {
  if (state.account === null) return;
  const name = `storefront.claims.${state.account.me.id}`;
  const key = read<Record<string, string>>(name)?.[eventId] ?? newKey();
  write(name, { ...read<object>(name), [eventId]: key });
  const result = await client.requestReward({ eventId, idempotencyKey: key });
  // Without an answer it may have been paid. Its key is kept: a claim that is sent again by its key is the same one.
  const isOpen =
    !result.ok && (result.error.kind === 'network' || result.error.code === 'SERVICE_UNAVAILABLE');
  const isPaid = result.ok && result.data.request?.status === 'SUCCESS';
  const note: Note = isOpen ? 'open' : !result.ok ? result.error : isPaid ? 'won' : 'requested';
  const change = { notes: { ...state.notes, [eventId]: note } };
  if (isOpen) return update(change);
  write(name, { ...read<object>(name), [eventId]: undefined });
  await load(change);
  if (!isPaid) return;
  celebrate(document.getElementById(`claim-${eventId}`));
  // A code follows its payment within a second or two.
  setTimeout(refresh, 2_000);
}

async function enter(button: Element, send: (input: LoginInput) => Promise<unknown>): Promise<void> {
  const form = button.closest('form')!;
  if (!form.reportValidity()) return;
  const [username = '', password = ''] = [...new FormData(form).values()].map(String);
  await send({ username, password });
  await load();
  document.querySelector('h1')?.focus();
}

/** What the buttons do, by their data-action. */
const actions: Readonly<Record<string, (button: HTMLButtonElement) => unknown>> = {
  language() {
    update({ locale: state.locale === 'en' ? 'ko' : 'en' });
    write('storefront.locale', state.locale);
  },
  signUp: (button) => enter(button, (input) => client.register(input).then(dataOf)),
  signIn: (button) => enter(button, (input) => client.login(input).then(dataOf)),
  async signOut() {
    await client.logout();
    store.save(null);
    update({ account: null, trouble: null, notes: {} });
    void refresh();
  },
  async checkIn() {
    dataOf(await client.checkAttendance());
    await load();
    document.querySelector('h1')?.focus();
  },
  claim: ({ dataset }) => claim(dataset['id'] ?? ''),
  copy: ({ value }) => navigator.clipboard.writeText(value).then(() => update({ copied: value })),
};

let queue = Promise.resolve();

/** Does one thing after another. A failure of the API is shown; any other error is a defect. */
function attempt(work: () => unknown): Promise<void> {
  return (queue = queue.then(work).then(undefined, (error: unknown) => {
    if (!(error instanceof CallFailed)) return reportError(error);
    update({ trouble: error.failure, ...(isSignedOut(error.failure) && { account: null }) });
  }));
}

/** Without a button: at the start and each minute, and when the visitor or the connection comes back. */
function refresh(): Promise<void> {
  return attempt(async () => {
    if (document.hidden) return;
    const isOpen = async () => dataOf(await client.serverInfo()).registrationOpen;
    if (read(TOKENS) === null) return update({ canSignUp: await isOpen() });
    await load();
    const open = read<object>(`storefront.claims.${state.account?.me.id}`);
    for (const eventId of Object.keys(open ?? {})) await claim(eventId);
  });
}

// Enter in a form is a click on its first button.
document.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>('button[data-action]');
  const action = actions[button?.dataset['action'] ?? ''];
  if (!button || !action || button.ariaBusy) return;
  button.ariaBusy = 'true';
  void attempt(() => action(button)).then(() => (button.ariaBusy = null));
});
document.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('visibilitychange', refresh);
addEventListener('online', refresh);
addEventListener('offline', () => update({ trouble: { code: 'UNREACHABLE', message: '' } }));
setInterval(refresh, 60_000);
update({});
void refresh();
