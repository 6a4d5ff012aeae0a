import { useState } from 'react';
import { useQuery } from 'urql';
import { Badge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { Panel } from '../../components/page';
import { Loaded } from '../../components/view-states';
import { AuditVerificationDocument, InvariantsDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { auditTexts } from './audit-texts';
import { koreanRules } from './korean-rules';

/** Both read whole collections, so they run when somebody asks, not with every visit. */
export function Verification() {
  const texts = useTexts(auditTexts);
  const [isAsked, setAsked] = useState(false);
  const [query, ask] = useQuery({
    query: AuditVerificationDocument,
    pause: !isAsked,
    requestPolicy: 'network-only',
  });
  return (
    <Panel title={texts.verifyTitle}>
      <div className="stack">
        <p className="faint">{texts.verifyHint}</p>
        <div className="row">
          <Button
            isPending={query.fetching}
            onPress={() => (isAsked ? ask({ requestPolicy: 'network-only' }) : setAsked(true))}
          >
            {texts.verify}
          </Button>
        </div>
        {isAsked && (
          <Loaded query={query} onRetry={() => ask({ requestPolicy: 'network-only' })}>
            {({ auditVerification: verdict }) =>
              verdict && (
                <div className={verdict.ok ? 'notice notice-good' : 'notice notice-bad'} role="status">
                  <p className="notice-title">
                    {verdict.ok
                      ? texts.verified(verdict.entries)
                      : texts.broken(verdict.firstBadSequence ?? 0)}
                  </p>
                  <p className="faint">
                    {texts.verifiedAt}: <Instant at={verdict.checkedAt} />
                  </p>
                </div>
              )
            }
          </Loaded>
        )}
      </div>
    </Panel>
  );
}

export function Invariants() {
  const texts = useTexts(auditTexts);
  const { language } = useSettings();
  const [isAsked, setAsked] = useState(false);
  const [query, ask] = useQuery({
    query: InvariantsDocument,
    pause: !isAsked,
    requestPolicy: 'network-only',
  });
  return (
    <Panel title={texts.invariantsTitle}>
      <div className="stack">
        <p className="faint">{texts.invariantsHint}</p>
        <div className="row">
          <Button
            isPending={query.fetching}
            onPress={() => (isAsked ? ask({ requestPolicy: 'network-only' }) : setAsked(true))}
          >
            {texts.check}
          </Button>
        </div>
        {isAsked && (
          <Loaded query={query} onRetry={() => ask({ requestPolicy: 'network-only' })}>
            {({ invariants }) => {
              const rules = (invariants ?? []).map((rule) => ({ id: rule.name, ...rule }));
              const allHold = rules.every(({ ok }) => ok);
              const examples: DataColumn<(typeof rules)[number]> = {
                id: 'examples',
                label: texts.examples,
                cell: (rule) => <span className="wrap-anywhere">{rule.examples.join(', ')}</span>,
              };
              return (
                <>
                  <p className={allHold ? 'notice notice-good' : 'notice notice-bad'} role="status">
                    {allHold ? texts.allHold : texts.someBroken}
                  </p>
                  <DataTable
                    label={texts.invariantsTitle}
                    rows={rules}
                    empty={null}
                    columns={[
                      {
                        id: 'rule',
                        label: texts.rule,
                        isRowHeader: true,
                        cell: ({ name, description }) =>
                          (language === 'ko' && koreanRules[name]) || description,
                      },
                      {
                        id: 'verdict',
                        label: texts.verdict,
                        cell: ({ ok, violations }) => (
                          <Badge tone={ok ? 'good' : 'bad'}>
                            {ok ? texts.holds : texts.violated(violations)}
                          </Badge>
                        ),
                      },
                      ...(allHold ? [] : [examples]),
                    ]}
                  />
                </>
              );
            }}
          </Loaded>
        )}
      </div>
    </Panel>
  );
}
