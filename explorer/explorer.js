import { send, Session } from './session.js';
import { tabStorage } from './storage.js';
import { firstTabs, openTab } from './tabs.js';

const { React, ReactDOM, GraphiQL } = window;
const ROLE = 'explorer:role';
const at = (id) => document.getElementById(id);
const say = (text) => {
  at('state').textContent = text;
};

const storage = tabStorage();
const session = new Session();
const [operations, accounts] = await Promise.all(
  ['/explorer/operations.json', '/explorer/accounts'].map(async (path) => (await fetch(path)).json()),
);

/** What a person writes into the header editor wins over the role. */
async function fetcher(params, { headers = {} } = {}) {
  const named = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const answer = await send(params, { ...(await session.headers()), ...named });
  const ended = answer.errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
  // Nothing was executed: the login ended elsewhere, and the account can have another.
  if (!ended || !session.signedIn || named.authorization) return answer;
  await session.renew();
  return send(params, { ...(await session.headers()), ...named });
}

const root = ReactDOM.createRoot(at('explorer'));
let opened = 0;
function render() {
  root.render(
    React.createElement(GraphiQL, {
      // Another key: it reads its tabs anew.
      key: opened,
      fetcher,
      storage,
      defaultTabs: firstTabs(operations),
      defaultEditorToolsVisibility: 'variables',
    }),
  );
}

async function actAs(username) {
  const account = accounts.find((one) => one.username === username) ?? null;
  storage.setItem(ROLE, account?.username ?? '');
  at('copy').hidden = true;
  try {
    await session.actAs(account);
    at('copy').hidden = account === null;
    say(account === null ? 'No Authorization header is sent.' : `Authorization: Bearer … of ${username}`);
  } catch (error) {
    at('role').value = '';
    await session.actAs(null);
    say(error.message);
  }
}

for (const { username, role } of accounts) at('role').add(new Option(`${username} (${role})`, username));
at('roles').hidden = accounts.length === 0;
for (const { name } of operations) at('operation').add(new Option(name, name));

at('role').addEventListener('change', ({ target }) => actAs(target.value));
at('copy').addEventListener('click', async () => {
  const headers = JSON.stringify(await session.headers());
  // Pages on plain HTTP have no clipboard.
  if (!navigator.clipboard) return say(headers);
  await navigator.clipboard.writeText(headers);
  say('Copied.');
});
at('operation').addEventListener('change', ({ target }) => {
  openTab(
    storage,
    operations.find(({ name }) => name === target.value),
  );
  target.value = '';
  opened += 1;
  render();
});

const before = storage.getItem(ROLE) ?? '';
at('role').value = before;
if (accounts.length > 0) await actAs(before);
render();
