import { useCallback } from 'react';
import { useClient } from 'urql';
import { LogoutDocument } from '../generated/documents';
import { useSession } from './api-provider';
import type { Absence } from './session';

/** Ends the login on the server, and here and in every tab whether or not the server answers. */
export function useSignOut(): (because?: Absence) => Promise<void> {
  const client = useClient();
  const session = useSession();
  return useCallback(
    async (because: Absence = 'signedOut') => {
      const { refreshToken } = session;
      session.end(because);
      if (refreshToken !== null) await client.mutation(LogoutDocument, { input: { refreshToken } });
    },
    [client, session],
  );
}
