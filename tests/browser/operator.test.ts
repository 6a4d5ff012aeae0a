import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../console/src/i18n/language';
import { eventSentence } from '../../console/src/pages/events/event-sentence';
import {
  ApproveRewardRequestDocument,
  EventDocument,
  RewardRequestDocument,
  UpdateEventDocument,
} from '../generated/documents';
import { CONDITIONS } from '../../src/domain/conditions';
import { downloadOf, enterInstant, useConsole } from '../support/browser';
import { claim, claimant, createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('an operator in %s', (language) => {
  const words = wordsOf(language);
  const inTotal = CONDITIONS.TOTAL_ATTENDANCE.texts[language];
  const { common, form, event: eventWords, requests } = words;
  const signIn = (path: string) => console.signIn('operator', path, { language });
  const claimants = (count: number) =>
    Promise.all(Array.from({ length: count }, () => claimant(console.server.url)));
  const rowOf = (page: Page, words: string) => page.getByRole('row').filter({ hasText: words });

  test('writes an event that is told in words, learns all that is missing, and activates it', async () => {
    const page = await signIn('/events');
    await page.getByRole('link', { name: words.events.create }).click();
    await page.getByLabel(form.title).fill(`Spring ${language}`);
    await enterInstant(page.getByRole('group', { name: form.startAt }), '2026-01-05 09:00');
    await page.getByRole('button', { name: form.saveActive }).click();
    const missing = page.getByRole('dialog', { name: form.missingTitle });
    await missing.getByText(form.missing.reward).waitFor();
    await missing.getByText(form.missing.condition).waitFor();
    await missing.locator('.dialog-foot').getByRole('button', { name: common.close }).click();

    await page.getByRole('button', { name: form.addCondition }).click();
    const condition = page.getByRole('group', { name: form.condition(1) });
    await condition.getByLabel(form.kind).selectOption({ label: inTotal.name });
    await condition.getByLabel(inTotal.targetLabel!).fill('1');
    await page.getByRole('button', { name: form.addReward }).click();
    const reward = page.getByRole('group', { name: form.reward(1) });
    await reward.getByLabel(form.name).fill('Welcome points');
    await reward.getByLabel(form.quantity).fill('100');
    expect(await page.getByRole('note', { name: form.sentence }).innerText()).toBe(
      eventSentence(
        {
          title: '',
          description: '',
          startAt: '2026-01-05T00:00:00Z',
          endAt: null,
          claimUntil: null,
          payout: 'AUTO',
          conditions: [
            {
              key: '',
              id: null,
              kind: 'TOTAL_ATTENDANCE',
              target: '1',
              requiredEvent: null,
              activityKind: '',
              audience: null,
            },
          ],
          rewards: [
            {
              key: '',
              id: null,
              type: 'POINT',
              name: 'Welcome points',
              quantity: '100',
              stock: '',
              externalId: '',
              codePool: false,
            },
          ],
        },
        language,
        'Asia/Seoul',
      ),
    );
    await page.getByRole('button', { name: form.saveInactive }).click();
    await page.getByText(form.created(`Spring ${language}`)).waitFor();
    await page.getByText(common.eventPhases.DRAFT, { exact: true }).waitFor();

    await page.getByRole('button', { name: eventWords.activate }).click();
    const asked = page.getByRole('alertdialog', { name: eventWords.activateTitle });
    await asked.getByRole('button', { name: eventWords.activate }).click();
    await page.getByText(eventWords.activated(`Spring ${language}`)).waitFor();
    await page.getByRole('button', { name: eventWords.pause }).waitFor();
    await page.getByText(common.eventPhases.IN_PROGRESS, { exact: true }).waitFor();

    const [user] = await claimants(1);
    await claim(user!, new URL(page.url()).pathname.split('/').pop()!);
    await page.reload();
    await rowOf(page, user!.username).getByText(common.requestStatuses.SUCCESS).waitFor();
  });

  test('is told in sight why a long form is not saved, until it is mended', async () => {
    const page = await signIn('/events/new');
    await page.getByLabel(form.title).fill(`Long ${language}`);
    await enterInstant(page.getByRole('group', { name: form.startAt }), '2026-01-05 09:00');
    for (const [index, quantity] of ['1', '1', '0'].entries()) {
      await page.getByRole('button', { name: form.addReward }).click();
      const reward = page.getByRole('group', { name: form.reward(index + 1) });
      await reward.getByLabel(form.name).fill('Points');
      await reward.getByLabel(form.quantity).fill(quantity);
    }
    await page.getByLabel(form.title).focus();
    await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: form.saveInactive }).click();
    const told = page.getByRole('alert').filter({ hasText: form.faultsLeft(1) });
    await told.waitFor();
    const { y, height } = (await told.boundingBox())!;
    expect([y >= 0, y + height <= page.viewportSize()!.height]).toEqual([true, true]);
    await page
      .getByRole('group', { name: form.reward(3) })
      .getByLabel(form.quantity)
      .fill('2');
    await told.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: form.saveInactive }).click();
    await page.getByText(form.created(`Long ${language}`)).waitFor();
  });

  test('approves a request and rejects another with a reason that its user reads', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Stories ${language}`);
    const [good, bad] = await claimants(2);
    const [approved, rejected] = [await claim(good!, event.id), await claim(bad!, event.id)];

    const page = await signIn(`/requests?eventId=${event.id}&statuses=PENDING`);
    await rowOf(page, good!.username).getByRole('link', { name: good!.username }).click();
    await page.getByText(inTotal.requirement(1)).waitFor();
    await page.getByRole('button', { name: requests.approve, exact: true }).click();
    const approving = page.getByRole('alertdialog', { name: requests.approveMany(1) });
    await approving.getByLabel(requests.note).fill('Well told.');
    await approving.getByRole('button', { name: requests.approve }).click();
    await page.getByText(requests.approved).waitFor();
    await rowOf(page, 'Hooded jacket').waitFor();

    await page.goBack();
    await page.getByRole('link', { name: good!.username }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: bad!.username }).click();
    await page.getByRole('button', { name: requests.reject, exact: true }).click();
    const rejecting = page.getByRole('alertdialog', { name: requests.rejectMany(1) });
    const reject = rejecting.getByRole('button', { name: requests.reject });
    expect(await reject.isDisabled()).toBe(true);
    await rejecting.getByLabel(requests.reason).fill('Too short.');
    await reject.click();
    await page.getByText(requests.rejected).waitFor();
    await page.getByText(requests.noGrants).waitFor();

    const told = await Promise.all([
      good!.client.run(RewardRequestDocument, { id: approved }),
      bad!.client.run(RewardRequestDocument, { id: rejected }),
    ]);
    expect(told.map(({ rewardRequest }) => [rewardRequest?.status, rewardRequest?.note])).toEqual([
      ['SUCCESS', 'Well told.'],
      ['FAILED', 'Too short.'],
    ]);
  });

  test('revokes a payment with a reason and its units, which the request, the list and the grants show', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Revoked ${language}`);
    const [user] = await claimants(1);
    const id = await claim(user!, event.id);
    await operator.run(ApproveRewardRequestDocument, { input: { id } });

    const page = await signIn(`/requests/${id}`);
    await page.getByRole('button', { name: requests.revoke, exact: true }).click();
    const dialog = page.getByRole('alertdialog', { name: requests.revokeTitle(user!.username) });
    const revoke = dialog.getByRole('button', { name: requests.revoke, exact: true });
    expect(await revoke.isDisabled()).toBe(true);
    await dialog.getByText(requests.returnStock, { exact: true }).click();
    await dialog.getByLabel(requests.reason).fill('Paid by mistake.');
    await revoke.click();
    await page.getByText(requests.wasRevoked(user!.username)).waitFor();
    await page.getByText('Paid by mistake.').waitFor();
    await page.getByRole('button', { name: requests.revoke, exact: true }).waitFor({ state: 'detached' });

    await page.goto(`${console.server.url}/console/requests?eventId=${event.id}`);
    await page.getByRole('button', { name: words.common.moreFilters, exact: true }).click();
    await page.getByLabel(requests.revocation).selectOption({ label: requests.revocations.KEPT });
    await page.getByText(requests.emptyTitle).waitFor();
    await page.getByLabel(requests.revocation).selectOption({ label: requests.revocations.REVOKED });
    await rowOf(page, user!.username).getByText(requests.revoked, { exact: true }).waitFor();
    await page.goto(`${console.server.url}/console/grants?eventId=${event.id}`);
    await rowOf(page, user!.username).getByText(words.grants.revoked, { exact: true }).waitFor();
    const { event: stored } = await operator.run(EventDocument, { id: event.id });
    expect(stored!.rewards).toMatchObject([{ stock: 20, remaining: 20 }]);
  });

  test('decides many at once with an answer for each; what another decided meanwhile is shown, not overwritten', async () => {
    const [operator, admin] = await Promise.all(
      ['operator', 'admin'].map((name) => demoClient(console.server.url, name)),
    );
    const event = await createDecidedEvent(operator!, `Many ${language}`);
    const users = await claimants(3);
    const ids = await Promise.all(users.map((user) => claim(user, event.id)));

    const page = await signIn(`/requests?eventId=${event.id}`);
    await rowOf(page, users[2]!.username).waitFor();
    await page.getByRole('columnheader').getByRole('checkbox').click({ force: true });
    await page.getByText(requests.select(3)).waitFor();
    await admin!.run(ApproveRewardRequestDocument, { input: { id: ids[1]!, note: 'By the admin.' } });
    await page.getByRole('button', { name: requests.reject, exact: true }).click();
    const dialog = page.getByRole('alertdialog', { name: requests.rejectMany(3) });
    await dialog.getByLabel(requests.reason).fill('The story is missing.');
    await dialog.getByRole('button', { name: requests.rejectMany(3) }).click();
    const answerTo = ({ username }: { username: string }) =>
      dialog.getByRole('listitem').filter({ hasText: username });
    await answerTo(users[0]!).getByText(requests.rejected).waitFor();
    await answerTo(users[1]!)
      .getByText(requests.decidedBefore('admin', common.requestStatuses.SUCCESS))
      .waitFor();
    await answerTo(users[2]!).getByText(requests.rejected).waitFor();
    await dialog.locator('.dialog-foot').getByRole('button', { name: common.close }).click();
    await rowOf(page, users[0]!.username).getByText(common.requestStatuses.FAILED).waitFor();

    const stored = await Promise.all(ids.map((id) => operator!.run(RewardRequestDocument, { id })));
    expect(stored.map(({ rewardRequest }) => [rewardRequest?.status, rewardRequest?.note])).toEqual([
      ['FAILED', 'The story is missing.'],
      ['SUCCESS', 'By the admin.'],
      ['FAILED', 'The story is missing.'],
    ]);
  });

  test('who loses a concurrent edit sees both versions and goes on from them', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Contested ${language}`);
    const page = await signIn(`/events/${event.id}/edit`);
    await page.getByLabel(form.title).fill(`Mine ${language}`);
    await operator.run(UpdateEventDocument, {
      input: { id: event.id, expectedVersion: event.version, description: 'Written meanwhile.' },
    });
    await page.getByRole('button', { name: form.save }).click();
    const both = page.getByRole('alertdialog', { name: form.conflictTitle });
    await rowOf(page, `Contested ${language}`).getByText(`Mine ${language}`).waitFor();
    await both.getByText('Written meanwhile.').waitFor();
    await both.getByRole('button', { name: form.takeMine }).click();
    await both.waitFor({ state: 'detached' });
    expect(await page.getByLabel(form.description).inputValue()).toBe('Written meanwhile.');
    await page.getByRole('button', { name: form.save }).click();
    await page.getByText(form.saved(`Mine ${language}`)).waitFor();
    await page.getByRole('heading', { level: 1, name: `Mine ${language}` }).waitFor();
  });

  test('saves as CSV exactly the requests that the filter shows', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const event = await createDecidedEvent(operator, `Exported ${language}`);
    const users = await claimants(3);
    for (const user of users) await claim(user, event.id);

    const page = await signIn(`/requests?eventId=${event.id}&order=oldest`);
    await page.getByRole('rowheader').nth(2).waitFor();
    const file = await downloadOf(page, common.exportCsv);
    await page.getByText(common.exported).waitFor();
    expect(file.map((row) => [row['user'], row['event'], row['status']])).toEqual(
      users.map(({ username }) => [username, `Exported ${language}`, 'PENDING']),
    );
    expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(file.map(({ user }) => user));
    expect(Object.keys(file[0]!)).toContain('requestedAt (Asia/Seoul)');
  });
});
