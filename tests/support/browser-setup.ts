import { findOrInstallChromium } from './chromium';
import startDatabase from './global-setup';

export default async function browserSetup(): Promise<void> {
  process.env.CHROMIUM_PATH = findOrInstallChromium();
  await startDatabase();
}
