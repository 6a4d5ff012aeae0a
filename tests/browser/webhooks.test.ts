import { LANGUAGES } from '../../console/src/i18n/language';
import { WebhookEndpointsDocument } from '../generated/documents';
import { accessibilityFaults, settled, useConsole } from '../support/browser';
import { demoClient } from '../support/demo';
import { wordsOf } from '../support/words';

const console = useConsole();

describe.each(LANGUAGES)('webhooks in %s', (language) => {
  const { webhooks } = wordsOf(language);
  const url = `https://example.com/${language}`;

  test('an admin adds an endpoint, sees its secret once, pauses it and removes it', async () => {
    const page = await console.signIn('admin', '/webhooks', { language });
    await page.getByRole('button', { name: webhooks.add }).click();
    const adding = page.getByRole('alertdialog', { name: webhooks.addTitle });
    await adding.getByLabel(webhooks.url).fill(url);
    await adding.getByRole('button', { name: webhooks.add }).click();
    const secret = page.getByRole('alertdialog', { name: webhooks.secretTitle });
    await secret.getByText(/^whsec_/).waitFor();
    await page.keyboard.press('Escape');
    await secret.waitFor({ state: 'detached' });
    await settled(page);
    expect(await page.content()).not.toContain('whsec_');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: `${webhooks.pause}: ${url}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: webhooks.pause }).click();
    await page.getByRole('row').filter({ hasText: url }).getByText(webhooks.paused).waitFor();
    await page.getByRole('button', { name: `${webhooks.remove}: ${url}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: webhooks.remove }).click();
    await page.getByRole('row').filter({ hasText: url }).waitFor({ state: 'detached' });
    const admin = await demoClient(console.server.url, 'admin');
    const { webhookEndpoints } = await admin.run(WebhookEndpointsDocument);
    // The demo's own.
    expect(webhookEndpoints!.map((endpoint) => endpoint.url)).toEqual([
      `${console.server.url}/demo/webhooks`,
    ]);
  });

  test('an auditor reads endpoints and messages, and is offered no change', async () => {
    const page = await console.signIn('auditor', '/webhooks', { language });
    await page.getByText(webhooks.noDeliveries).waitFor();
    expect(await page.getByRole('button', { name: webhooks.add }).count()).toBe(0);
  });
});
