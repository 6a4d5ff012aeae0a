import { useMutation } from 'urql';
import { Link } from 'wouter';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { ConfirmDialog, Dialog } from '../../components/dialog';
import { Instant } from '../../components/instant';
import { useAnnounce } from '../../components/toasts';
import { VoidActivitiesByStaffDocument, type VoidActivitiesByStaffMutation } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { activitiesTexts } from './activities-texts';
import type { ActivityRow } from './activity-columns';

type AffectedRequest = NonNullable<VoidActivitiesByStaffMutation['voidActivities']>['affected'][number];

/** Paid requests that had counted a voided activity. */
export interface Affected {
  readonly requests: readonly AffectedRequest[];
  /** Whether there are more than these. */
  readonly hasMore: boolean;
}

interface VoidDialogProps {
  readonly activities: readonly ActivityRow[];
  /** Called when all of them are voided. */
  readonly onVoided: (affected: Affected) => void;
  readonly onClose: () => void;
}

export function VoidDialog({ activities, onVoided, onClose }: VoidDialogProps) {
  const texts = useTexts(activitiesTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, voidActivities] = useMutation(VoidActivitiesByStaffDocument);

  async function voidAll(reason: string): Promise<string | null> {
    const requests = new Map<string, AffectedRequest>();
    let hasMore = false;
    // One call names one source. If a later call fails, trying again repeats the earlier ones, which is safe.
    for (const source of new Set(activities.map((row) => row.source))) {
      const refs = activities
        .filter((row) => row.source === source)
        .map(({ user, externalId }) => ({ user: { id: user.id }, externalId }));
      const { data, error } = await voidActivities({ input: { source, activities: refs, reason } });
      if (error) return errorText(factsOf(error), language);
      const [refusal] = data?.voidActivities?.userErrors ?? [];
      if (refusal) return errorText(refusal, language);
      for (const request of data?.voidActivities?.affected ?? []) requests.set(request.id, request);
      hasMore ||= data?.voidActivities?.moreAffected ?? false;
    }
    announce(texts.voided(activities.length));
    onVoided({ requests: [...requests.values()], hasMore });
    return null;
  }

  return (
    <ConfirmDialog
      form="void activities"
      title={texts.voidTitle(activities.length)}
      confirmLabel={texts.void}
      tone="danger"
      reason={{ label: texts.why, required: true }}
      onClose={onClose}
      onConfirm={voidAll}
    >
      <p>{texts.voidHint}</p>
      {/* Longer than its box, it scrolls by keyboard. */}
      <ul className="outcomes" aria-label={texts.table} tabIndex={0}>
        {activities.map(({ id, kind, user, occurredAt }) => (
          <li key={id} className="outcome">
            <span>{texts.activityOf(kind, user.username)}</span>
            <span className="faint">
              <Instant at={occurredAt} />
            </span>
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}

interface AffectedDialogProps {
  readonly affected: Affected;
  readonly onClose: () => void;
}

/** What was paid because of the voided activities, each with the way to its evidence. */
export function AffectedDialog({ affected: { requests, hasMore }, onClose }: AffectedDialogProps) {
  const texts = useTexts(activitiesTexts);
  const common = useTexts(commonTexts);
  return (
    <Dialog title={texts.affectedTitle} onClose={onClose} role="alertdialog">
      <div className="dialog-body">
        <p>{texts.affectedHint}</p>
        <ul className="outcomes" aria-label={texts.affectedTitle}>
          {requests.map(({ id, user, event, requestedAt }) => (
            <li key={id} className="outcome">
              <Link href={`/requests/${id}`}>{texts.requestOf(user.username, event.title)}</Link>
              <span className="faint">
                <Instant at={requestedAt} />
              </span>
            </li>
          ))}
        </ul>
        {hasMore && <p className="notice">{texts.affectedMost}</p>}
      </div>
      <div className="dialog-foot">
        <Button tone="primary" onPress={onClose}>
          {common.close}
        </Button>
      </div>
    </Dialog>
  );
}
