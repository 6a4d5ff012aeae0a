import { useState } from 'react';
import { Link } from 'wouter';
import { useMutation } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText, refusalForUsers } from '../../api/error-texts';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/dialog';
import { useAnnounce } from '../../components/toasts';
import {
  ArchiveEventDocument,
  UpdateEventDocument,
  type EventDetailsFragment,
  type RefusalDetailsFragment,
} from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { missingToBeActive } from './event-faults';
import { CreateSeriesDialog } from '../series/create-series-dialog';
import { seriesTexts } from '../series/series-texts';
import { DuplicateDialog } from './duplicate-dialog';
import { eventTexts } from './event-texts';
import { StartPayoutDialog } from './start-payout-dialog';
import { payoutsTexts } from '../payouts/payouts-texts';
import { MissingDialog } from './missing-dialog';
import type { CombinedError } from 'urql';

interface EventActionsProps {
  readonly event: EventDetailsFragment;
  /** Somebody else changed the event: what is shown is out of date. */
  readonly onStale: () => void;
}

type Act = 'activate' | 'pause' | 'archive';

export function EventActions({ event, onStale }: EventActionsProps) {
  const texts = useTexts(eventTexts);
  const [act, setAct] = useState<Act | null>(null);
  const { start } = useTexts(payoutsTexts);
  const [isCopying, setCopying] = useState(false);
  const [isPaying, setPaying] = useState(false);
  const { repeat } = useTexts(seriesTexts);
  const [isRepeating, setRepeating] = useState(false);
  const mayActivate = !event.isTemplate;
  const missing = missingToBeActive(event);
  const duplicate = (
    <>
      <Button onPress={() => setCopying(true)}>{texts.duplicate}</Button>
      {isCopying && <DuplicateDialog event={event} onClose={() => setCopying(false)} />}
    </>
  );
  if (event.state === 'ARCHIVED') return duplicate;
  return (
    <>
      <Link href={`/events/${event.id}/edit`} className="button button-plain">
        {texts.edit}
      </Link>
      {event.active ? (
        <Button onPress={() => setAct('pause')}>{texts.pause}</Button>
      ) : (
        mayActivate && (
          <Button tone="primary" onPress={() => setAct('activate')}>
            {texts.activate}
          </Button>
        )
      )}
      {event.claimable && <Button onPress={() => setPaying(true)}>{start}</Button>}
      {isPaying && <StartPayoutDialog event={event} onClose={() => setPaying(false)} />}
      {duplicate}
      {!event.active && !event.frozen && <Button onPress={() => setRepeating(true)}>{repeat}</Button>}
      {isRepeating && <CreateSeriesDialog event={event} onClose={() => setRepeating(false)} />}
      <Button tone="danger" onPress={() => setAct('archive')}>
        {texts.archive}
      </Button>
      {act === 'activate' && missing.length > 0 && (
        <MissingDialog missing={missing} onClose={() => setAct(null)} />
      )}
      {act !== null && (act !== 'activate' || missing.length === 0) && (
        <ConfirmAct act={act} event={event} onStale={onStale} onClose={() => setAct(null)} />
      )}
    </>
  );
}

interface ConfirmActProps extends EventActionsProps {
  readonly act: Act;
  readonly onClose: () => void;
}

function ConfirmAct({ act, event, onStale, onClose }: ConfirmActProps) {
  const texts = useTexts(eventTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, update] = useMutation(UpdateEventDocument);
  const [, archive] = useMutation(ArchiveEventDocument);
  const words = {
    activate: {
      title: texts.activateTitle,
      hint: texts.activateHint,
      done: texts.activated,
      label: texts.activate,
    },
    pause: { title: texts.pauseTitle, hint: texts.pauseHint, done: texts.paused, label: texts.pause },
    archive: {
      title: texts.archiveTitle,
      hint: texts.archiveHint,
      done: texts.archived,
      label: texts.archive,
    },
  }[act];

  const withReason = (reason: string) => (reason === '' ? {} : { reason });

  async function send(reason: string): Promise<{
    error?: CombinedError | undefined;
    refusal?: RefusalDetailsFragment | undefined;
  }> {
    const target = { id: event.id, expectedVersion: event.version, ...withReason(reason) };
    if (act === 'archive') {
      const { data, error } = await archive({ input: target });
      return { error, refusal: data?.archiveEvent?.userErrors[0] };
    }
    const { data, error } = await update({ input: { ...target, active: act === 'activate' } });
    return { error, refusal: data?.updateEvent?.userErrors[0] };
  }

  async function confirm(reason: string): Promise<string | null> {
    const { error, refusal } = await send(reason);
    if (error) return errorText(factsOf(error), language);
    if (refusal) {
      onStale();
      return errorText(refusal, language);
    }
    announce(words.done(event.title));
    return null;
  }

  return (
    <ConfirmDialog
      form={`${act} ${event.id}`}
      title={words.title}
      confirmLabel={words.label}
      tone={act === 'archive' ? 'danger' : 'primary'}
      {...(act !== 'activate' && {
        reason: { label: texts.why, required: true, hint: texts.whyHint },
      })}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        <strong>{event.title}</strong>
      </p>
      <p>{words.hint}</p>
      {act !== 'activate' && !event.draft && (
        <section className="stack">
          <h3>{texts.usersSee}</h3>
          <ul className="bullets">
            <li>{texts.usersSeeNoEvent}</li>
            <li>{texts.usersAreTold(refusalForUsers('EVENT_INACTIVE', language))}</li>
            <li>{texts.usersKeepRequests}</li>
          </ul>
        </section>
      )}
    </ConfirmDialog>
  );
}
