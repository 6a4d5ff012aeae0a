import { createContext, use, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { Provider } from 'urql';
import type { StorageState } from './browser-storage';
import { createClient } from './client';
import { connection } from './connection';
import { browserStorage } from './page-storage';
import { refresher } from './refresher';
import type { Session, SessionState } from './session';

const SessionContext = createContext<Session | null>(null);

interface ApiProviderProps {
  readonly session: Session;
  readonly children: ReactNode;
}

/** Gives every component the client of the present login; another login begins with an empty cache. */
export function ApiProvider({ session, children }: ApiProviderProps) {
  const state = useStateOf(session);
  const login = state.signedIn ? state.userId : null;
  // The login is what a client is for, though it is not made of it.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const client = useMemo(() => createClient(session), [session, login]);
  useEffect(() => refresher.start(client), [client]);
  return (
    <SessionContext value={session}>
      <Provider key={login ?? ''} value={client}>
        {children}
      </Provider>
    </SessionContext>
  );
}

function useStateOf({ state }: Session): SessionState {
  return useSyncExternalStore(state.subscribe, state.get);
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('There is no ApiProvider above.');
  return session;
}

export function useSessionState(): SessionState {
  return useStateOf(useSession());
}

export function useStorageState(): StorageState {
  return useSyncExternalStore(browserStorage.state.subscribe, browserStorage.state.get);
}

export function useIsServerLost(): boolean {
  return useSyncExternalStore(connection.lost.subscribe, connection.lost.get);
}
