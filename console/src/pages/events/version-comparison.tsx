import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatInstant } from '../../time/format';
import { useInstantStyle } from '../../time/service-clock';
import { conditionNames } from './condition-names';
import type { EventDraft } from './event-draft';
import { eventFormTexts } from './event-form-texts';

interface VersionComparisonProps {
  /** What both began with. */
  readonly before: EventDraft;
  readonly mine: EventDraft;
  readonly theirs: EventDraft;
  readonly onTakeMine: () => void;
  readonly onTakeTheirs: () => void;
  readonly onClose: () => void;
}

/** Shown to the loser of a concurrent edit: the fields in which both versions differ. */
export function VersionComparison({
  before,
  mine,
  theirs,
  onTakeMine,
  onTakeTheirs,
  onClose,
}: VersionComparisonProps) {
  const texts = useTexts(eventFormTexts);
  const inWords = useDraftInWords();
  const [begun, ours, stored] = [inWords(before), inWords(mine), inWords(theirs)];
  const different = ours
    .map(({ field, value }, index) => ({
      field,
      before: begun[index]?.value,
      mine: value,
      theirs: stored[index]?.value,
    }))
    .filter((one) => one.mine !== one.theirs || one.before !== one.theirs);
  return (
    <Dialog title={texts.conflictTitle} onClose={onClose} role="alertdialog" wide>
      <div className="dialog-body">
        <p>{texts.conflictHint}</p>
        {different.length === 0 ? (
          <p>{texts.noDifference}</p>
        ) : (
          <table className="versions" aria-label={texts.conflictTitle}>
            <thead>
              <tr>
                <th scope="col">{texts.field}</th>
                <th scope="col">{texts.before}</th>
                <th scope="col">{texts.mine}</th>
                <th scope="col">{texts.theirs}</th>
              </tr>
            </thead>
            <tbody>
              {different.map((one) => (
                <tr key={one.field}>
                  <th scope="row">{one.field}</th>
                  <td>{one.before}</td>
                  <td className={one.mine === one.before ? 'faint' : 'versions-changed'}>{one.mine}</td>
                  <td className={one.theirs === one.before ? 'faint' : 'versions-changed'}>{one.theirs}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <div className="dialog-foot">
        <Button tone="danger" onPress={onTakeTheirs}>
          {texts.takeTheirs}
        </Button>
        <Button tone="primary" onPress={onTakeMine}>
          {texts.takeMine}
        </Button>
      </div>
    </Dialog>
  );
}

function useDraftInWords(): (draft: EventDraft) => { readonly field: string; readonly value: string }[] {
  const texts = useTexts(eventFormTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  const style = useInstantStyle();
  const at = (instant: string | null) => (instant === null ? '–' : formatInstant(instant, style));
  return (draft) => [
    { field: texts.title, value: draft.title },
    { field: texts.description, value: draft.description || '–' },
    { field: texts.startAt, value: at(draft.startAt) },
    { field: texts.endAt, value: at(draft.endAt) },
    { field: texts.claimUntil, value: at(draft.claimUntil) },
    { field: texts.payout, value: common.payoutModes[draft.payout] },
    {
      field: texts.conditions,
      value: draft.conditions
        .map(
          ({ kind, target, requiredEvent, activityKind, audience }) =>
            `${conditionNames[language][kind]}: ${requiredEvent?.title ?? audience?.name ?? [activityKind, target].join(' ').trim()}`,
        )
        .join('\n'),
    },
    {
      field: texts.rewards,
      value: draft.rewards
        .map(({ name, quantity, externalId }) => `${quantity} × ${name} ${externalId}`)
        .join('\n'),
    },
  ];
}
