import { conditionText, textOf, type Failure, type Locale } from '@event-reward-platform/client';
import type { Account, Event } from './account.ts';
import { markup, type Markup } from './markup.ts';
import { texts } from './texts.ts';

/** What became of a claim: the server's refusal, or a text of ours. */
export type Note = Failure | 'won' | 'requested' | 'open';
type Trouble = Pick<Failure, 'code' | 'message'> | 'staff';

export interface State {
  readonly locale: Locale;
  /** Null until somebody has signed in. */
  readonly account: Account | null;
  readonly trouble: Trouble | null;
  readonly canSignUp: boolean;
  /** On the latest claims, by event. */
  readonly notes: Readonly<Record<string, Note>>;
  readonly copied: string | null;
}

type Progress = NonNullable<Event['myEligibility']>['progress'][number];
type Request = Account['requests'][number];

export function page({ locale, account, trouble, canSignUp, notes, copied }: State): Markup {
  const t = texts[locale];
  const words = (of: Note | Trouble) => (typeof of === 'string' ? t[of] : textOf(of, locale));
  const format = (at: string, options: object, timeZone = account?.server.serviceTimeZone) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(Date.parse(at));
  const date = (at: string) => format(at, { dateStyle: 'medium' });

  return markup`
    <header>
      <b>Rewards</b>
      <button id="language" class="quiet" data-action="language">${locale === 'en' ? '한국어' : 'English'}</button>
      ${account && markup`<button id="out" class="quiet" data-action="signOut">${t.signOut}</button>`}
    </header>
    ${trouble && markup`<p class="note" role="alert">${words(trouble)}</p>`}
    ${account ? home(account) : entry()}`;

  function entry(): Markup {
    const signUp = markup`<small>${t.rules}</small><button id="signUp" data-action="signUp">${t.signUp}</button>`;
    return markup`
      <main class="entry">
        <div><h1>${t.slogan}</h1><p>${t.pitch}</p></div>
        <form class="card">
          <label for="username">${t.username}</label>
          <input id="username" name="username" required autocapitalize="none" autocomplete="username" />
          <label for="password">${t.password}</label>
          <input id="password" name="password" type="password" required autocomplete="current-password" />
          ${canSignUp && signUp}
          <button id="signIn" data-action="signIn" class="${canSignUp && 'quiet'}">${t.signIn}</button>
          <p><small>${t.demo}</small></p>
        </form>
      </main>`;
  }

  function home(account: Account): Markup {
    return markup`
      <main>
        <h1 tabindex="-1">${t.hello(account.me.username)}
          <span class="chip">${t.points(account.me.points.toLocaleString(locale))}</span></h1>
        ${checkIn(account)}
        <section class="events">
          <h2>${t.events}</h2>
          <p><small>${t.eventsHint}</small></p>
          <ul>${account.events.map(eventCard)}</ul>
        </section>
        <section>
          <h2>${t.rewards}</h2>
          ${account.requests.length === 0 && markup`<p><small>${t.noRewards}</small></p>`}
          <ul>${account.requests.map(requestCard)}</ul>
        </section>
      </main>`;
  }

  function checkIn({ me, days, server }: Account): Markup {
    const today = Number(server.today.slice(8));
    const first = new Date(`${server.today.slice(0, 8)}01`);
    const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    const mark = (day: number) => `${days.has(day) ? 'attended' : ''} ${day === today ? 'today' : ''}`;
    const cells = Array.from({ length }, (_, n) => markup`<i class="${mark(n + 1)}">${n + 1}</i>`);
    // 1 January 2023 was a Sunday.
    const head = (n: number) => format(`2023-01-0${n + 1}`, { weekday: 'narrow' }, 'UTC');
    const next = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(Date.parse(server.nextDayAt));
    const button = markup`<button id="checkIn" data-action="checkIn">${t.checkIn}</button>`;
    const list = new Intl.ListFormat(locale).format([...days].sort((a, b) => a - b).map(String));
    return markup`
      <section class="card">
        <h2>${format(server.today, { year: 'numeric', month: 'long' }, 'UTC')}</h2>
        <div class="month" role="img" aria-label="${t.calendar(list)}">
          ${Array.from({ length: 7 }, (_, n) => markup`<i>${head(n)}</i>`)}
          ${Array.from({ length: first.getUTCDay() }, () => markup`<i></i>`)}${cells}
        </div>
        <p>${t.streak(me.attendanceStreak.current, me.attendanceStreak.longest)}</p>
        ${days.has(today) ? markup`<p class="note">✓ ${t.checkedIn(next)}</p>` : button}
      </section>`;
  }

  function eventCard(event: Event): Markup {
    const { id, title, situation, endAt, myEligibility } = event;
    const label = situation === 'ready' ? t.claim : t.claimAnyway;
    const note = notes[id];
    return markup`
      <li class="card">
        <small><b class="${situation}">${t[situation]}</b> ${date(event.startAt)} – ${endAt && date(endAt)}</small>
        <h3>${title}</h3>
        <p>${event.description}</p>
        ${event.rewards.map(rewardChip)}
        ${myEligibility?.progress.map(conditionLine)}
        <button id="claim-${id}" data-action="claim" data-id="${id}" class="${situation !== 'ready' && 'quiet'}"
          aria-label="${label}: ${title}">${label}</button>
        ${note && markup`<p class="note" role="alert">${words(note)}</p>`}
      </li>`;
  }

  function rewardChip({ quantity, name, remaining }: Event['rewards'][number]): Markup {
    return markup`<span class="chip">${quantity} × ${name}${remaining !== null && ` · ${t.left(remaining)}`}</span> `;
  }

  function conditionLine(each: Progress): Markup {
    const { requirement, progress } = conditionText(each, locale);
    return markup`<p>${each.met ? '✓' : '○'} ${requirement} <small>${!each.met && progress}</small>
      ${!each.met && markup`<progress max="${each.target}" value="${each.current}" aria-label="${requirement}"></progress>`}</p>`;
  }

  function requestCard(request: Request): Markup {
    const { status, revokedAt, failureCode, note } = request;
    const outcome = revokedAt ? 'revoked' : status;
    return markup`
      <li class="card">
        <small><b class="${outcome}">${t[outcome]}</b> ${date(request.requestedAt)}</small>
        <h3>${request.event.title}</h3>
        ${failureCode && markup`<p>${textOf({ code: failureCode, message: '' }, locale)}</p>`}
        ${note && markup`<p>${note}</p>`}
        ${request.grants.map(ticket)}
      </li>`;
  }

  function ticket({ quantity, name, code }: Request['grants'][number]): Markup {
    const copy = markup`<button id="copy-${code}" data-action="copy" value="${code}" class="quiet"
      aria-describedby="${code}">${t.copy}${code === copied && ' ✓'}</button>`;
    return markup`<p class="ticket">${quantity} × ${name}
      ${code && markup`<code id="${code}">${code}</code> ${isSecureContext && copy}`}</p>`;
  }
}
