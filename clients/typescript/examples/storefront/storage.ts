/** What outlives a reload. A browser that allows no storage keeps it until the page is left. */
function openStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return localStorage;
  } catch {
    const kept = new Map<string, string>();
    return { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text) };
  }
}
const storage = openStorage();

export const read = <Value>(name: string) => JSON.parse(storage.getItem(name) ?? 'null') as Value | null;
export const write = (name: string, value: unknown) => storage.setItem(name, JSON.stringify(value));
