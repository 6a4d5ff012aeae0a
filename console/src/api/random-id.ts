/** Random, 128 bits as hex. Browsers have no crypto.randomUUID on plain HTTP beyond localhost; this works everywhere. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
