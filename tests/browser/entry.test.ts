import { LANGUAGES } from '../../console/src/i18n/language';
import { EventDocument } from '../generated/documents';
import { useConsole, valueIn } from '../support/browser';
import { createDecidedEvent } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('in %s', (language) => {
  const { common, form, event: eventWords } = wordsOf(language);

  test('a date that is typed year first is that date, whatever order the field has', async () => {
    const page = await console.signIn('operator', '/events/new', { language });
    await page.getByLabel(form.title).fill(`Typed ${language}`);
    await page.getByRole('group', { name: form.startAt }).locator('[role=spinbutton]').first().click();
    await page.keyboard.type('2026-12-01 09:30');
    await page.getByRole('group', { name: form.endAt }).locator('[role=spinbutton]').first().click();
    await page.keyboard.type('2026.12.31');
    await page.getByRole('button', { name: form.saveInactive }).click();
    await page.getByText(form.created(`Typed ${language}`)).waitFor();
    const operator = await demoClient(console.server.url, 'operator');
    const { event } = await operator.run(EventDocument, { id: page.url().split('/').pop()! });
    expect([event!.startAt, event!.endAt]).toEqual(['2026-12-01T00:30:00.000Z', '2026-12-30T15:00:00.000Z']);
  });

  test('a date can be pasted, and what is none is refused in words', async () => {
    const page = await console.signIn('operator', '/events/new', { language });
    const paste = async (field: string, text: string) => {
      await page.getByRole('group', { name: field }).locator('[role=spinbutton]').first().click();
      const data = `Object.assign(new DataTransfer(), {})`;
      await valueIn(
        page,
        `{ const data = ${data}; data.setData('text', ${JSON.stringify(text)});
           document.activeElement.dispatchEvent(
             new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }`,
      );
    };
    await page.getByLabel(form.title).fill(`Pasted ${language}`);
    await paste(form.startAt, 'soon');
    await page.getByText(common.noDate).waitFor();
    await paste(form.startAt, '2026-12-01T00:30:00Z');
    await paste(form.endAt, '2026/12/31 18:00');
    expect(await page.getByText(common.noDate).count()).toBe(0);
    await page.getByRole('button', { name: form.saveInactive }).click();
    await page.getByText(form.created(`Pasted ${language}`)).waitFor();
    const operator = await demoClient(console.server.url, 'operator');
    const { event } = await operator.run(EventDocument, { id: page.url().split('/').pop()! });
    expect([event!.startAt, event!.endAt]).toEqual(['2026-12-01T00:30:00.000Z', '2026-12-31T09:00:00.000Z']);
  });

  test('numbers are taken with commas, in forms and in deltas of stock', async () => {
    const operator = await demoClient(console.server.url, 'operator');
    const { id } = await createDecidedEvent(operator, `Numbers ${language}`);
    const page = await console.signIn('operator', `/events/${id}/edit`, { language });
    await page.getByRole('button', { name: form.addReward }).click();
    const reward = page.getByRole('group', { name: form.reward(2) });
    await reward.getByLabel(form.name).fill('Points');
    await reward.getByLabel(form.quantity).fill('1,000');
    await reward.getByLabel(form.stock).fill('20,000');
    await page.getByRole('button', { name: form.save }).click();
    await page.getByText(form.saved(`Numbers ${language}`)).waitFor();
    await page.getByRole('button', { name: eventWords.changeStockOf('Points') }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(eventWords.delta).fill('+1,000');
    await dialog.getByLabel(eventWords.stockReason).fill('More of them');
    await dialog.getByRole('button', { name: eventWords.changeStock }).click();
    await page.getByText(eventWords.stockChanged('Points')).waitFor();
    const { event } = await operator.run(EventDocument, { id });
    expect(event!.rewards[1]).toMatchObject({ quantity: 1_000, stock: 21_000, remaining: 21_000 });
  });
});
