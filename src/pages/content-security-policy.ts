/**
 * What each page's browser may do, everything else being forbidden. docs/threat-model.md names every source
 * beyond 'self' with its reason.
 */

type Sources = Readonly<Record<string, readonly string[]>>;

const NOTHING: Sources = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};
const OWN: Sources = {
  ...NOTHING,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
};

function policy(sources: Sources): string {
  return Object.entries(sources)
    .map(([directive, allowed]) => `${directive} ${allowed.join(' ')}`)
    .join('; ');
}

/** Of every answer that is no page. */
export const DATA_POLICY = policy(NOTHING);
/** Of the console, and of the demo's pages. */
export const CONSOLE_POLICY = policy(OWN);
/** The one style element that GraphiQL writes: while a dialog is open, the page behind it does not scroll. */
const DIALOG_STYLE = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='";
/** GraphiQL's stylesheet holds its fonts and marks. */
export const EXPLORER_POLICY = policy({
  ...OWN,
  'style-src': ["'self'", DIALOG_STYLE],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
});
/** Apollo's script frames its page, and asks this server for what the frame wants. */
export const SANDBOX_POLICY = policy({
  ...OWN,
  'script-src': ["'self'", 'https://embeddable-sandbox.cdn.apollographql.com'],
  'frame-src': ['https://sandbox.embed.apollographql.com'],
});
