import { BrowserStorage } from './browser-storage';

/** One for the page. */
export const browserStorage = new BrowserStorage(() => localStorage);
