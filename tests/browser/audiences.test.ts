import { CONDITIONS } from '../../src/domain/conditions';
import { LANGUAGES } from '../../console/src/i18n/language';
import { useConsole, accessibilityFaults } from '../support/browser';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('audiences in %s', (language) => {
  const { audiences: words, uploads, form } = wordsOf(language);
  const name = `Outage ${language}`;

  test('an operator creates a list, adds people by names, sees the line that names nobody, and seals it', async () => {
    const page = await console.signIn('operator', '/audiences', { language });
    await page.getByRole('button', { name: words.create }).click();
    await page.getByRole('alertdialog').getByLabel(words.name).fill(name);
    await page.getByRole('alertdialog').getByRole('button', { name: words.create }).click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByLabel(words.list).fill('alice\nnobody.knows\nbob\n');
    await page.getByRole('button', { name: uploads.check }).click();
    await page.getByText(uploads.found('3', '2', '0', '1')).waitFor();
    await page.getByText(uploads.refusedRow('2', words.reasons.unknown)).waitFor();
    await page.getByText(uploads.nothingWritten).waitFor();
    await page.getByRole('button', { name: uploads.add('2') }).click();
    await page.getByText(uploads.counts('3', '2', '0', '1')).waitFor();
    await page.getByText(uploads.done).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel(words.file).setInputFiles({
      name: 'players.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('bob\nalice\n'),
    });
    await page.getByRole('button', { name: uploads.check }).click();
    await page.getByText(uploads.found('2', '0', '2', '0')).waitFor();
    await page.getByText(uploads.nothingToAdd).waitFor();
    await page.getByRole('button', { name: words.seal, exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: words.seal, exact: true }).click();
    await page.getByText(words.digestHint).waitFor();
    expect(await page.getByLabel(words.list).count()).toBe(0);
  });

  test('the form of an event offers it', async () => {
    const page = await console.signIn('operator', '/events/new', { language });
    await page.getByRole('button', { name: form.addCondition }).click();
    const condition = page.getByRole('group', { name: form.condition(1) });
    const texts = CONDITIONS.IN_AUDIENCE.texts[language];
    await condition.getByLabel(form.kind, { exact: true }).selectOption({ label: texts.name });
    await condition.getByLabel(form.audience).selectOption({ label: name });
    const entered = { target: null, formatNumber: String, requiredEventTitle: null, activityKind: null };
    const clause = texts.clause({ ...entered, audienceName: name }, true);
    await page.getByRole('note', { name: form.sentence }).getByText(clause).waitFor();
  });

  test('an auditor reads it and changes nothing', async () => {
    const page = await console.signIn('auditor', '/audiences', { language });
    await page.getByRole('link', { name }).click();
    await page.getByText(words.sealed, { exact: true }).first().waitFor();
    expect(await page.getByRole('button', { name: words.seal, exact: true }).count()).toBe(0);
  });
});
