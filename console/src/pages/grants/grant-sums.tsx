import { useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { Button } from '../../components/button';
import { DataTable } from '../../components/data-table';
import { Panel } from '../../components/page';
import { Empty, Loaded } from '../../components/view-states';
import { RewardGrantSumsDocument, type RewardGrantFilter } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { grantsTexts } from './grants-texts';

/** So many rewards are shown at first: the lines of the grants come below them. */
const FEW = 5;

/** What all grants of the filter come to, by type and by reward. */
export function GrantSums({ filter }: { readonly filter: RewardGrantFilter }) {
  const texts = useTexts(grantsTexts);
  const { rewardTypes } = useTexts(commonTexts);
  const { language } = useSettings();
  const [query, reload] = useQuery({ query: RewardGrantSumsDocument, variables: { filter } });
  const [isWhole, setWhole] = useState(false);
  const number = (count: number) => formatNumber(count, language);
  return (
    <Panel title={texts.sums}>
      <p className="faint">{texts.sumsHint}</p>
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ rewardGrantSums: sums }) => {
          if (sums === null) return <Empty title={texts.tooSlow} />;
          if (sums.types.length === 0) return <Empty title={texts.emptyTitle} />;
          return (
            <>
              <DataTable
                label={texts.byType}
                rows={sums.types.map((row) => ({ id: row.type, ...row }))}
                isStale={query.stale || query.fetching}
                empty={null}
                columns={[
                  { id: 'type', label: texts.type, isRowHeader: true, cell: ({ type }) => rewardTypes[type] },
                  { id: 'grants', label: texts.grants, align: 'end', cell: ({ grants }) => number(grants) },
                  {
                    id: 'quantity',
                    label: texts.quantity,
                    align: 'end',
                    cell: ({ quantity }) => number(quantity),
                  },
                ]}
              />
              <DataTable
                label={texts.byReward}
                rows={sums.rewards
                  .slice(0, isWhole ? undefined : FEW)
                  .map((row, index) => ({ id: String(index), ...row }))}
                isStale={query.stale || query.fetching}
                empty={null}
                columns={[
                  {
                    id: 'event',
                    label: texts.event,
                    cell: ({ event }) => <Link href={`/events/${event.id}`}>{event.title}</Link>,
                  },
                  { id: 'reward', label: texts.reward, isRowHeader: true, cell: ({ name }) => name },
                  { id: 'type', label: texts.type, cell: ({ type }) => rewardTypes[type] },
                  { id: 'externalId', label: texts.externalId, cell: ({ externalId }) => externalId },
                  { id: 'grants', label: texts.grants, align: 'end', cell: ({ grants }) => number(grants) },
                  {
                    id: 'quantity',
                    label: texts.quantity,
                    align: 'end',
                    cell: ({ quantity }) => number(quantity),
                  },
                ]}
              />
              {sums.rewards.length > FEW && (
                <div>
                  <Button aria-expanded={isWhole} onPress={() => setWhole(!isWhole)}>
                    {isWhole ? texts.fewRewards(FEW) : texts.allRewards(number(sums.rewards.length))}
                  </Button>
                </div>
              )}
              {sums.hasMoreRewards && <p className="notice">{texts.moreRewards}</p>}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
