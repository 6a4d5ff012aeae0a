import { uploadTexts } from './upload-texts';
import type { Language } from '../i18n/language';

const FILE_MAX_BYTES = 64 * 1024 * 1024;

/** The text of a file with the SHA-256 of its bytes in hex, or why it can't be read. */
export async function contentsOf(
  file: File,
  language: Language,
): Promise<{ readonly text: string; readonly sha256: string } | { readonly fault: string }> {
  const texts = uploadTexts[language];
  if (globalThis.crypto.subtle === undefined) return { fault: texts.needsHttps };
  if (file.size > FILE_MAX_BYTES) return { fault: texts.tooLarge };
  const bytes = await file.arrayBuffer();
  const sha256 = hexOf(await crypto.subtle.digest('SHA-256', bytes));
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), sha256 };
}

/** Rows that follow each other, as many as one call takes. */
export function partsOf<Row>(rows: readonly Row[], size: number): Array<readonly Row[]> {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, number) =>
    rows.slice(number * size, (number + 1) * size),
  );
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
