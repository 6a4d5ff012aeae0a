import { createContext, use, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { Provider } from 'urql';
import { createClient, ENDPOINT } from './client';
import { Connection } from './connection';
import { Session, type SessionState } from './session';

interface Api {
  readonly session: Session;
  readonly connection: Connection;
}

const ApiContext = createContext<Api | null>(null);

export function createApi(): Api {
  return { session: new Session(), connection: new Connection(ENDPOINT) };
}

/** Gives every component the client of the present login; another login begins with an empty cache. */
export function ApiProvider({ api, children }: { readonly api: Api; readonly children: ReactNode }) {
  const state = useStoredState(api);
  const login = state.signedIn ? state.userId : null;
  // The login is what a client is for, though it is not made of it.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const client = useMemo(() => createClient(api.session, api.connection), [api, login]);
  return (
    <ApiContext value={api}>
      <Provider key={login ?? ''} value={client}>
        {children}
      </Provider>
    </ApiContext>
  );
}

function useStoredState({ session }: Api): SessionState {
  return useSyncExternalStore(session.state.subscribe, session.state.get);
}

function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error('There is no ApiProvider above.');
  return api;
}

export function useSession(): Session {
  return useApi().session;
}

export function useSessionState(): SessionState {
  return useStoredState(useApi());
}

export function useIsServerLost(): boolean {
  const { lost } = useApi().connection;
  return useSyncExternalStore(lost.subscribe, lost.get);
}
