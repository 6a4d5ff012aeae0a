import { useState } from 'react';
import { useClient } from 'urql';
import { useSession } from '../api/api-provider';
import { factsOf, type ErrorFacts } from '../api/error-facts';
import { errorText } from '../api/error-texts';
import { WhoAmIDocument } from '../generated/documents';
import { commonTexts } from '../i18n/common-texts';
import { useSettings, useTexts } from '../i18n/settings';
import { Button } from './button';
import { ConfirmDialog } from './dialog';
import { offerFile } from './offer-file';
import { useAnnounce } from './toasts';

interface ExportButtonProps {
  readonly table:
    ('requests' | 'grants' | 'attendance' | 'activities' | 'audit') | ('audience-members' | 'payout-members');
  /** The filter of the list beside it, as its query takes it. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly reverse?: boolean;
}

/** Saves as CSV exactly what the filter shows, all pages of it. The reason goes into the audit entry. */
export function ExportButton({ table, filter, reverse = false }: ExportButtonProps) {
  const texts = useTexts(commonTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const session = useSession();
  const client = useClient();
  const [isOpen, setOpen] = useState(false);

  /** @returns what to say when it failed */
  async function save(reason: string): Promise<string | null> {
    try {
      // An operation of the API renews a token that is about to end.
      const { error } = await client.query(WhoAmIDocument, {}, { requestPolicy: 'network-only' });
      if (error) return errorText(factsOf(error), language);
      const parameters = new URLSearchParams({
        filter: JSON.stringify(filter),
        reverse: String(reverse),
        reason,
      });
      const response = await fetch(`/export/${table}.csv?${parameters}`, {
        headers: { authorization: `Bearer ${session.accessToken}` },
      });
      if (!response.ok) return errorText(await factsOfRefusal(response), language);
      const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
      offerFile(await response.blob(), name ?? `${table}.csv`);
      announce(texts.exported);
      return null;
    } catch {
      // Cut off on the way: a part of a file is no export.
      return errorText({ code: 'NETWORK', message: '' }, language);
    }
  }

  return (
    <>
      <Button onPress={() => setOpen(true)}>{texts.exportCsv}</Button>
      {isOpen && (
        <ConfirmDialog
          form={`export ${table}`}
          title={texts.exportTitle}
          confirmLabel={texts.exportCsv}
          reason={{ label: texts.exportReason, required: true, hint: texts.exportHint }}
          onConfirm={save}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

async function factsOfRefusal(response: Response): Promise<ErrorFacts> {
  const { errors = [] } = (await response.json()) as {
    errors?: Parameters<typeof factsOf>[0]['graphQLErrors'];
  };
  return factsOf({ graphQLErrors: errors });
}
