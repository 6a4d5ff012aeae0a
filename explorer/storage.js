/** sessionStorage, or this page's memory where the browser's settings block it. */
export function tabStorage() {
  try {
    sessionStorage.getItem('');
    return sessionStorage;
  } catch {
    return memoryStorage();
  }
}

function memoryStorage() {
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, String(value)),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
    get length() {
      return values.size;
    },
  };
}
