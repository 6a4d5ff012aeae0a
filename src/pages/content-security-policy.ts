/**
 * What each page's browser may do, everything else being forbidden. docs/threat-model.md names every source
 * beyond 'self' with its reason.
 */

type Sources = Readonly<Record<string, readonly string[]>>;

const NOBODY_FRAMES: Sources = { 'frame-ancestors': ["'none'"] };
const NOTHING: Sources = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  ...NOBODY_FRAMES,
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
/** Of a page that brings a policy of its own: who may frame it only a header can say. */
export const FRAMING_POLICY = policy(NOBODY_FRAMES);
export const CONSOLE_POLICY = policy(OWN);
