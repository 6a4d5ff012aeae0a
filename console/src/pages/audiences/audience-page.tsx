import { useEffect, useState } from 'react';
import { Link, useParams } from 'wouter';
import { useMutation, useQuery } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/dialog';
import { ExportButton } from '../../components/export-button';
import { Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { Loaded } from '../../components/view-states';
import {
  AudienceDocument,
  SealAudienceDocument,
  type AudienceDetailsFragment,
} from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { AddMembers } from './add-members';
import { AudienceBadge } from './audience-badge';
import { audiencesTexts } from './audiences-texts';

/** How often a page looks whether a large audience is sealed. */
const LOOK_AGAIN_MS = 2_000;

export default function AudiencePage() {
  const { id } = useParams<{ id: string }>();
  const texts = useTexts(audiencesTexts);
  const [query, reload] = useQuery({ query: AudienceDocument, variables: { id } });
  const isSealing = query.data?.audience?.sealing === true;
  useEffect(() => {
    if (!isSealing) return;
    const timer = setInterval(() => reload({ requestPolicy: 'network-only' }), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isSealing, reload]);
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const view = (
    <Loaded query={query} onRetry={refresh}>
      {({ audience }) => audience && <Audience audience={audience} onChanged={refresh} />}
    </Loaded>
  );
  return query.data?.audience && !query.error ? view : <Page title={texts.title}>{view}</Page>;
}

interface AudienceProps {
  readonly audience: AudienceDetailsFragment;
  readonly onChanged: () => void;
}

function Audience({ audience, onChanged }: AudienceProps) {
  const texts = useTexts(audiencesTexts);
  const { language } = useSettings();
  const { runsEvents } = useViewer();
  const [isSealing, setSealing] = useState(false);
  const isOpen = audience.sealedAt === null && !audience.sealing;
  return (
    <Page
      title={audience.name}
      badge={<AudienceBadge row={audience} />}
      actions={
        <>
          {runsEvents && isOpen && (
            <Button tone="primary" onPress={() => setSealing(true)}>
              {texts.seal}
            </Button>
          )}
          <ExportButton table="audience-members" filter={{ id: audience.id }} />
        </>
      }
    >
      <Panel title={texts.about}>
        {audience.sealing && <p className="notice">{texts.sealsSoon}</p>}
        <dl className="facts">
          <dt>{texts.size}</dt>
          <dd>{formatNumber(audience.size, language)}</dd>
          <dt>{texts.created}</dt>
          <dd>
            <Instant at={audience.createdAt} />
          </dd>
          {audience.createdBy && (
            <>
              <dt>{texts.createdBy}</dt>
              <dd>
                <Link href={`/users/${audience.createdBy.id}`}>{audience.createdBy.username}</Link>
              </dd>
            </>
          )}
          {audience.sealedAt !== null && (
            <>
              <dt>{texts.sealedAt}</dt>
              <dd>
                <Instant at={audience.sealedAt} />
              </dd>
              <dt>{texts.digest}</dt>
              <dd>
                <code className="wrap-anywhere">{audience.digest}</code>
              </dd>
            </>
          )}
        </dl>
        {audience.sealedAt !== null && <p className="hint">{texts.digestHint}</p>}
      </Panel>
      {runsEvents && isOpen && <AddMembers audienceId={audience.id} onAdded={onChanged} />}
      {isSealing && (
        <SealDialog
          audience={audience}
          onClose={() => {
            setSealing(false);
            onChanged();
          }}
        />
      )}
    </Page>
  );
}

function SealDialog({
  audience: { id, name },
  onClose,
}: {
  readonly audience: AudienceDetailsFragment;
  readonly onClose: () => void;
}) {
  const texts = useTexts(audiencesTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, seal] = useMutation(SealAudienceDocument);
  return (
    <ConfirmDialog
      form={`seal ${id}`}
      title={texts.sealTitle(name)}
      confirmLabel={texts.seal}
      onClose={onClose}
      onConfirm={async () => {
        const { data, error } = await seal({ input: { id } });
        if (error) return errorText(factsOf(error), language);
        const refusal = data?.sealAudience?.userErrors[0];
        if (refusal) return errorText(refusal, language);
        announce(data?.sealAudience?.audience?.sealing ? texts.sealsSoon : texts.wasSealed(name));
        return null;
      }}
    >
      <p>{texts.sealHint}</p>
    </ConfirmDialog>
  );
}
