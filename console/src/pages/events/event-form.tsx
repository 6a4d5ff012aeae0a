import { parseAbsolute } from '@internationalized/date';
import type { ReactNode } from 'react';
import { DESCRIPTION_MAX_CHARACTERS, TITLE_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { PAYOUT_MODES } from '../../../../src/domain/reward';
import { InstantField } from '../../components/instant-field';
import { TextAreaField, TextField } from '../../components/fields';
import { Panel } from '../../components/page';
import { SelectField } from '../../components/select-field';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { ConditionRows } from './condition-rows';
import { countsLatestDaysOnly, type EventDraft } from './event-draft';
import { missesLateActivities, missingToBeActive, type Faults } from './event-faults';
import { eventFormTexts } from './event-form-texts';
import { eventSentence } from './event-sentence';
import { RewardRows } from './reward-rows';

interface EventFormProps {
  readonly draft: EventDraft;
  readonly faults: Faults;
  readonly ownId: string | null;
  /** Claimed before: what claims are judged by is fixed. */
  readonly isFrozen: boolean;
  readonly onChange: (draft: EventDraft) => void;
  readonly children: ReactNode;
}

/** One form for new and stored events. A sentence above it states the rule while it is being entered. */
export function EventForm({ draft, faults, ownId, isFrozen, onChange, children }: EventFormProps) {
  const texts = useTexts(eventFormTexts);
  const { payoutModes } = useTexts(commonTexts);
  const { language } = useSettings();
  const { activityLatenessHours, serviceTimeZone } = useServiceClock();
  const set = (changes: Partial<EventDraft>) => onChange({ ...draft, ...changes });
  const errorOf = (field: string) => {
    const fault = faults[field];
    return fault && texts.faults[fault];
  };
  const isWindowWrong = missingToBeActive(draft).includes('window');
  const zoned = (instant: string | null) =>
    instant === null ? null : parseAbsolute(instant, serviceTimeZone);
  return (
    <div className="stack">
      <p className="sentence" role="note" aria-label={texts.sentence}>
        {eventSentence(draft, language, serviceTimeZone)}
      </p>
      {isFrozen && <p className="notice notice-warn">{texts.frozen}</p>}
      <Panel title={texts.basics}>
        <TextField
          label={texts.title}
          value={draft.title}
          onChange={(title) => set({ title })}
          error={errorOf('title')}
          limit={TITLE_MAX_CHARACTERS}
          isRequired
        />
        <TextAreaField
          label={texts.description}
          value={draft.description}
          onChange={(description) => set({ description })}
          error={errorOf('description')}
          limit={DESCRIPTION_MAX_CHARACTERS}
        />
        <div className="form-rows">
          <InstantField
            label={texts.startAt}
            value={zoned(draft.startAt)}
            onChange={(at) => set({ startAt: at?.toAbsoluteString() ?? null })}
            description={texts.zoneHint(serviceTimeZone)}
            error={errorOf('startAt')}
            isDisabled={isFrozen}
            isRequired
          />
          <InstantField
            label={texts.endAt}
            value={zoned(draft.endAt)}
            onChange={(at) => set({ endAt: at?.toAbsoluteString() ?? null })}
            description={texts.endHint}
            // An inactive event may be stored so; an active one not.
            error={errorOf('endAt') ?? (isWindowWrong ? texts.faults.notAfterStart : null)}
          />
          <InstantField
            label={texts.claimUntil}
            value={zoned(draft.claimUntil)}
            onChange={(at) => set({ claimUntil: at?.toAbsoluteString() ?? null })}
            description={texts.claimUntilHint}
            error={errorOf('claimUntil')}
          />
          <SelectField
            label={texts.payout}
            value={draft.payout}
            options={PAYOUT_MODES}
            names={payoutModes}
            isDisabled={isFrozen}
            onChange={(payout) => set({ payout })}
          />
        </div>
        {missesLateActivities(draft, activityLatenessHours) && (
          <p className="notice notice-warn" role="status">
            {texts.lateActivities(activityLatenessHours)}
          </p>
        )}
      </Panel>
      <ConditionRows
        conditions={draft.conditions}
        faults={faults}
        isDisabled={isFrozen}
        countsLatestOnly={countsLatestDaysOnly(draft)}
        ownId={ownId}
        onChange={(conditions) => set({ conditions })}
      />
      <RewardRows
        rewards={draft.rewards}
        faults={faults}
        isDisabled={isFrozen}
        onChange={(rewards) => set({ rewards })}
      />
      {children}
    </div>
  );
}
