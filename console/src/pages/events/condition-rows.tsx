import { useId } from 'react';
import { CONDITION_KINDS, definitionOf } from '../../../../src/domain/conditions';
import { COUNTED_DAYS_MAX } from '../../../../src/domain/limits';
import { randomId } from '../../api/random-id';
import { ActivityKindField } from '../../components/activity-kind-field';
import { Button } from '../../components/button';
import { TextField } from '../../components/fields';
import { Panel } from '../../components/page';
import { SelectField } from '../../components/select-field';
import { useSettings, useTexts } from '../../i18n/settings';
import { newCondition, type ConditionDraft } from './event-draft';
import type { Faults } from './event-faults';
import { conditionNames } from './condition-names';
import { eventFormTexts } from './event-form-texts';
import { AudiencePicker } from './audience-picker';
import { EventPicker } from './event-picker';

interface ConditionRowsProps {
  readonly conditions: readonly ConditionDraft[];
  readonly faults: Faults;
  readonly isDisabled: boolean;
  /** The event may be so long that its oldest check-ins no longer count. */
  readonly countsLatestOnly: boolean;
  /** The event itself, which can't ask for itself. */
  readonly ownId: string | null;
  readonly onChange: (conditions: readonly ConditionDraft[]) => void;
}

export function ConditionRows(props: ConditionRowsProps) {
  const { conditions, faults, isDisabled, countsLatestOnly, ownId, onChange } = props;
  const texts = useTexts(eventFormTexts);
  const replace = (changed: ConditionDraft) =>
    onChange(conditions.map((one) => (one.key === changed.key ? changed : one)));
  return (
    <Panel title={texts.conditions} aside={<span className="faint">{texts.conditionsHint}</span>}>
      {conditions.map((condition, index) => (
        <ConditionRow
          key={condition.key}
          name={texts.condition(index + 1)}
          condition={condition}
          fault={faults[`conditions.${condition.key}`]}
          isDisabled={isDisabled}
          ownId={ownId}
          onChange={replace}
          onRemove={() => onChange(conditions.filter(({ key }) => key !== condition.key))}
        />
      ))}
      {countsLatestOnly && <p className="hint">{texts.countedDays(COUNTED_DAYS_MAX)}</p>}
      {faults['conditions'] && <p className="field-error">{texts.faults[faults['conditions']]}</p>}
      {!isDisabled && (
        <div>
          <Button onPress={() => onChange([...conditions, newCondition(randomId())])}>
            {texts.addCondition}
          </Button>
        </div>
      )}
    </Panel>
  );
}

interface ConditionRowProps {
  readonly name: string;
  readonly condition: ConditionDraft;
  readonly fault: Faults[string] | undefined;
  readonly isDisabled: boolean;
  readonly ownId: string | null;
  readonly onChange: (condition: ConditionDraft) => void;
  readonly onRemove: () => void;
}

function ConditionRow(props: ConditionRowProps) {
  const { name, condition, fault, isDisabled, ownId, onChange, onRemove } = props;
  const texts = useTexts(eventFormTexts);
  const { language } = useSettings();
  const definition = definitionOf(condition.kind);
  const targetLabel = definition?.texts[language].targetLabel ?? null;
  const nameId = useId();
  const error = fault && texts.faults[fault];
  const isKindFault = fault === 'required' || fault === 'activityKind';
  return (
    <div className="part-row" role="group" aria-labelledby={nameId}>
      <span className="visually-hidden" id={nameId}>
        {name}
      </span>
      <SelectField
        label={texts.kind}
        value={condition.kind}
        options={CONDITION_KINDS}
        names={conditionNames[language]}
        isDisabled={isDisabled}
        onChange={(kind) => onChange({ ...condition, kind })}
      />
      {definition?.parameters.includes('requiredEventId') && (
        <EventPicker
          label={texts.requiredEvent}
          hint={texts.requiredEventHint}
          chosen={condition.requiredEvent}
          ownId={ownId}
          isDisabled={isDisabled}
          error={error}
          onChange={(requiredEvent) => onChange({ ...condition, requiredEvent })}
        />
      )}
      {definition?.parameters.includes('activityKind') && (
        <ActivityKindField
          label={texts.activityKind}
          value={condition.activityKind}
          isDisabled={isDisabled}
          error={isKindFault ? error : undefined}
          onChange={(activityKind) => onChange({ ...condition, activityKind })}
        />
      )}
      {definition?.parameters.includes('audienceId') && (
        <AudiencePicker
          label={texts.audience}
          chosen={condition.audience}
          isDisabled={isDisabled}
          error={error}
          onChange={(audience) => onChange({ ...condition, audience })}
        />
      )}
      {targetLabel !== null && (
        <TextField
          label={targetLabel}
          inputMode="numeric"
          value={condition.target}
          isDisabled={isDisabled}
          error={isKindFault ? undefined : error}
          onChange={(target) => onChange({ ...condition, target })}
        />
      )}
      {!isDisabled && (
        <Button tone="quiet" aria-label={texts.remove(name)} onPress={onRemove}>
          ✕
        </Button>
      )}
    </div>
  );
}
