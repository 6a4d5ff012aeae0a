import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Badge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { Panel } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { Loaded } from '../../components/view-states';
import { EndLoginDocument, MyLoginsDocument, type MyLoginsQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { accountTexts } from './account-texts';

type Login = NonNullable<MyLoginsQuery['myLogins']>[number];

/** Where the account is signed in, so that its owner notices a stranger's sign-in and ends it. */
export function LoginsPanel() {
  const texts = useTexts(accountTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [query, reload] = useQuery({ query: MyLoginsDocument, requestPolicy: 'cache-and-network' });
  const [, endLogin] = useMutation(EndLoginDocument);
  const [ending, setEnding] = useState<string | null>(null);
  const refresh = () => reload({ requestPolicy: 'network-only' });

  async function end(id: string): Promise<void> {
    setEnding(id);
    const { error } = await endLogin({ input: { id } });
    setEnding(null);
    if (error) announce(errorText(factsOf(error), language), 'bad');
    else announce(texts.loginEnded);
    refresh();
  }

  const columns: DataColumn<Login>[] = [
    {
      id: 'device',
      label: texts.device,
      isRowHeader: true,
      cell: ({ device, current }) => (
        <span className="row">
          {device ?? texts.unknownDevice}
          {current && <Badge tone="good">{texts.thisLogin}</Badge>}
        </span>
      ),
    },
    { id: 'startedAt', label: texts.startedAt, cell: ({ startedAt }) => <Instant at={startedAt} /> },
    { id: 'renewedAt', label: texts.renewedAt, cell: ({ renewedAt }) => <Instant at={renewedAt} /> },
    {
      id: 'end',
      label: texts.end,
      cell: ({ id, current }) =>
        !current && (
          <Button isPending={ending === id} onPress={() => void end(id)}>
            {texts.end}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={texts.logins}>
      <p className="faint">{texts.loginsHint}</p>
      <Loaded query={query} onRetry={refresh}>
        {({ myLogins }) => (
          <DataTable
            label={texts.logins}
            rows={myLogins ?? []}
            isStale={query.stale || query.fetching}
            empty={null}
            columns={columns}
          />
        )}
      </Loaded>
    </Panel>
  );
}
