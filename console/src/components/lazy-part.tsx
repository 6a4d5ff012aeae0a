import { useEffect, useSyncExternalStore, type ComponentType } from 'react';
import { connection } from '../api/connection';
import { Store } from '../api/store';

export interface LazyPart<P extends object> {
  (props: P): React.ReactNode;
  /** Begins to load it before it is shown. */
  preload(): void;
}

type State<P> = { readonly part: ComponentType<P> } | { readonly fault: unknown } | null;

/**
 * A part of the console that is loaded when it is first shown, or before by `preload`. When the server is lost just
 * then, the address is loaded anew as soon as it is back: browsers and the bundler remember a part that failed.
 *
 * It does without React's `lazy`: what replaces a fallback of `Suspense` is held back for 300 ms after that appeared.
 *
 * @param Placeholder is shown until the part is there; left out: nothing
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  Placeholder: ComponentType = Nothing,
): LazyPart<P> {
  const state = new Store<State<P>>(null);
  let isLoading = false;
  const preload = () => {
    if (isLoading) return;
    isLoading = true;
    loadOrReload(load).then(
      ({ default: part }) => state.set({ part }),
      (fault: unknown) => state.set({ fault }),
    );
  };
  function Part(props: P) {
    const current = useSyncExternalStore(state.subscribe, state.get);
    useEffect(preload, []);
    if (current === null) return <Placeholder />;
    if ('fault' in current) throw current.fault;
    return <current.part {...props} />;
  }
  return Object.assign(Part, { preload });
}

function Nothing() {
  return null;
}

async function loadOrReload<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (fault) {
    // The server is there and the part is not: loading anew again and again would not help.
    if (await connection.isAnswered()) throw fault;
    await connection.lose();
    location.reload();
    return new Promise<never>(() => undefined);
  }
}
