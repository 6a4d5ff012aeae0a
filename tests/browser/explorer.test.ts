import { useConsole } from '../support/browser';

const console = useConsole();

test('the explorer runs an operation as a demo account, with nothing but its own origin', async () => {
  const page = await console.visit('/explorer', { language: 'en' });
  await page.getByLabel('Act as').selectOption({ label: 'operator (OPERATOR)' });
  await page.getByText('Bearer … of operator').waitFor();
  await page.getByRole('combobox', { name: /^Open/ }).selectOption('WhoAmI');
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('.result-window').getByText('"OPERATOR"', { exact: true }).waitFor();
  expect(console.asked).toContain('WhoAmI');
});
