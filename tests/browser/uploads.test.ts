import { LANGUAGES } from '../../console/src/i18n/language';
import { ServerInfoDocument, AttendanceDocument, UsersDocument } from '../generated/documents';
import { accessibilityFaults, useConsole } from '../support/browser';
import { claimant } from '../support/claimants';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

describe.each(LANGUAGES)('uploads in %s', (language) => {
  const { common, uploads, users } = wordsOf(language);
  const nameOf = (n: number) => `upload.${language}.${String(n).padStart(4, '0')}`;

  test('users are checked, then created; bad lines are shown with their reasons', async () => {
    const page = await console.signIn('operator', '/users', { language });
    await page.getByRole('button', { name: uploads.users }).click();
    const dialog = page.getByRole('alertdialog');
    const rows = [`${nameOf(1)},game,${language}-1`, `${nameOf(2)},,`, 'x,,', 'y', `${nameOf(1)},,`];
    await dialog
      .getByLabel(uploads.file)
      .setInputFiles(csv('users.csv', `username,issuer,subject\n${rows.join('\n')}\n`));
    await dialog.getByRole('button', { name: uploads.check }).click();
    await dialog.getByText(uploads.found('5', '2', '1', '2')).waitFor();
    await dialog.getByText(uploads.nothingWritten).waitFor();
    const reason = uploads.reasons['username must have 3 to 32 characters'];
    await dialog.getByText(uploads.refusedRow('4', reason)).waitFor();
    await dialog.getByText(uploads.refusedRow('5', uploads.reasons.cells)).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const operator = await demoClient(console.server.url, 'operator');
    const found = async () => {
      const filter = { usernameContains: `upload.${language}.` };
      const { users: list } = await operator.run(UsersDocument, { filter, first: 10 });
      return list!.nodes.map(({ username }) => username).sort();
    };
    expect(await found()).toEqual([]);
    await dialog.getByRole('button', { name: uploads.add('2') }).click();
    await dialog.getByText(uploads.done).waitFor();
    await dialog.locator('.dialog-foot').getByRole('button', { name: common.close }).click();
    await page.getByRole('link', { name: nameOf(1) }).waitFor();
    expect(await found()).toEqual([nameOf(1), nameOf(2)]);
  });

  test('check-ins are uploaded; a file with other columns says which ones it takes', async () => {
    const user = await claimant(console.server.url);
    const operator = await demoClient(console.server.url, 'operator');
    const { serverInfo } = await operator.run(ServerInfoDocument);
    const day = new Date(new Date(serverInfo.now).getTime() - 20 * 86_400_000).toISOString().slice(0, 10);
    const page = await console.signIn('operator', '/users', { language });
    await page.getByRole('button', { name: uploads.attendance }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(uploads.file).setInputFiles(csv('days.csv', 'name,when\na,b\n'));
    await dialog.getByRole('button', { name: uploads.check }).click();
    await dialog.getByText(uploads.faults.columns('username, userId, checkedAt, day')).waitFor();
    const text = `username,day\n${user.username},${day}\nadmin,${day}\n${user.username},2031-01-01\n`;
    await dialog.getByLabel(uploads.file).setInputFiles(csv('days.csv', text));
    await dialog.getByRole('button', { name: uploads.check }).click();
    await dialog.getByText(uploads.found('3', '1', '0', '2')).waitFor();
    await dialog
      .getByText(uploads.refusedRow('4', uploads.reasons['day must not be in the future']))
      .waitFor();
    await dialog.getByRole('button', { name: uploads.add('1') }).click();
    await dialog.getByText(uploads.done).waitFor();
    const { attendance } = await operator.run(AttendanceDocument, { userId: user.id, first: 100 });
    expect(attendance!.edges.map(({ node }) => node.day)).toContain(day);
  });

  test('an upload that is stopped says so, and sent again it continues', async () => {
    const names = Array.from({ length: 2_500 }, (_, n) => nameOf(n + 5_000));
    const page = await console.signIn('operator', '/users', { language });
    await page.getByRole('button', { name: uploads.users }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(uploads.file).setInputFiles(csv('users.csv', `username\n${names.join('\n')}\n`));
    await dialog.getByRole('button', { name: uploads.check }).click();
    await dialog.getByText(uploads.nothingWritten).waitFor({ timeout: 60_000 });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let parts = 0;
    await page.route('**/imports/users', async (route) => {
      if (++parts === 2) await held;
      return route.fallback();
    });
    await dialog.getByRole('button', { name: /2,500/ }).click();
    await dialog.getByRole('progressbar', { name: uploads.progress('1,000', '2,500') }).waitFor();
    await dialog.getByRole('button', { name: uploads.stop }).click();
    release();
    await dialog.getByText(uploads.stopped).waitFor();
    await dialog.getByText(uploads.counts('2,000', '2,000', '0', '0')).waitFor();
    await dialog.getByRole('button', { name: uploads.check }).click();
    await dialog.getByRole('button', { name: uploads.add('500') }).click({ timeout: 60_000 });
    await dialog.getByText(uploads.counts('2,500', '500', '2,000', '0')).waitFor({ timeout: 60_000 });
  });

  test('an auditor is offered no upload', async () => {
    const page = await console.signIn('auditor', '/users', { language });
    await page.getByRole('grid', { name: users.table }).waitFor();
    for (const name of [uploads.users, uploads.attendance]) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
  });
});
