// The page at /demo/webhooks. It asks for the messages every second, and shows them by text nodes alone.

const TEXTS = {
  en: {
    title: 'What arrived',
    intro:
      'This page of the demo is a receiver of webhooks. It shows the last 100 messages whose signature is right, the latest first.',
    none: 'Nothing has arrived yet. Pay a reward, and its message appears here within a second or two.',
    again: 'arrived again',
  },
  ko: {
    title: '도착한 메시지',
    intro:
      '이 데모 페이지는 웹훅 수신기입니다. 서명이 올바른 메시지를 최근 100개까지 최신순으로 보여 줍니다.',
    none: '아직 도착한 메시지가 없습니다. 보상을 지급하면 1~2초 안에 여기에 나타납니다.',
    again: '다시 도착',
  },
} as const;

export function pageIn(language: keyof typeof TEXTS): string {
  const { title, intro, none, again } = TEXTS[language];
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="stylesheet" href="/demo/webhooks/page.css" />
    <script type="module" src="/demo/webhooks/page.js"></script>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      <p>${intro}</p>
      <p id="none">${none}</p>
      <ol id="messages" aria-live="polite" data-again="${again}"></ol>
    </main>
  </body>
</html>
`;
}

export const PAGE_SCRIPT = `const list = document.getElementById('messages');
const none = document.getElementById('none');
let shown = '';

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function itemOf({ id, receivedAt, times, body }) {
  const item = document.createElement('li');
  const again = times > 1 ? ' · ' + list.dataset.again + ' × ' + (times - 1) : '';
  item.append(
    element('h2', body.type),
    element('p', new Date(receivedAt).toLocaleString(document.documentElement.lang) + again),
    element('code', id),
    element('pre', JSON.stringify(body.data, null, 2)),
  );
  return item;
}

async function refresh() {
  try {
    const response = await fetch('/demo/webhooks/messages');
    const text = await response.text();
    if (response.ok && text !== shown) {
      shown = text;
      const { messages } = JSON.parse(text);
      list.replaceChildren(...messages.map(itemOf));
      none.hidden = messages.length > 0;
    }
  } catch {
    // The server is away; the next look may find it.
  }
  setTimeout(refresh, 1_000);
}

void refresh();
`;

export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  font: 14px/1.45 system-ui, sans-serif;
  background: light-dark(#f5f6f8, #14171c);
  color: light-dark(#1c2330, #e4e8ee);
}
main {
  max-width: 60rem;
  margin: 0 auto;
  padding: 1rem;
}
ol {
  padding: 0;
  list-style: none;
}
li {
  margin: 0 0 1rem;
  padding: 1rem;
  border: 1px solid light-dark(#dde1e7, #313844);
  border-radius: 6px;
  background: light-dark(#ffffff, #1b1f26);
}
h2 {
  margin: 0;
  font-size: 1rem;
}
code,
pre {
  font-family: ui-monospace, monospace;
  font-size: 0.9rem;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
`;
