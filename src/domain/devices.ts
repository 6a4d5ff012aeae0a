/** Only this much of a User-Agent header is looked at. */
const LOOKED_AT = 512;

/** In this order: most browsers also name those that they descend from. */
const BROWSERS: ReadonlyArray<readonly [name: string, sign: RegExp]> = [
  ['KakaoTalk', /KAKAOTALK/],
  ['Whale', /Whale\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Edge', /Edg(?:e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\//],
  ['Safari', /Version\/[^ ]+.* Safari\//],
];
const SYSTEMS: ReadonlyArray<readonly [name: string, sign: RegExp]> = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad|iPod/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
];

/**
 * A coarse description by which people recognise their own devices, such as `Chrome, Windows`: names of this file and
 * nothing that the client sent, neither versions nor models, so that it singles nobody out.
 *
 * @returns null when no name fits
 */
export function deviceOf(userAgent: string | undefined): string | null {
  const text = (userAgent ?? '').slice(0, LOOKED_AT);
  const names = [BROWSERS, SYSTEMS].flatMap((list) => list.find(([, sign]) => sign.test(text))?.[0] ?? []);
  return names.length === 0 ? null : names.join(', ');
}
