import { useId } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { EXTERNAL_ID_MAX_CHARACTERS, NAME_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { REWARD_TYPES } from '../../../../src/domain/reward';
import { randomId } from '../../api/random-id';
import { Button } from '../../components/button';
import { TextField } from '../../components/fields';
import { Panel } from '../../components/page';
import { SelectField } from '../../components/select-field';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { givesCodes, newReward, type RewardDraft } from './event-draft';
import type { Faults } from './event-faults';
import { eventFormTexts } from './event-form-texts';

interface RewardRowsProps {
  readonly rewards: readonly RewardDraft[];
  readonly faults: Faults;
  readonly isDisabled: boolean;
  readonly onChange: (rewards: readonly RewardDraft[]) => void;
}

export function RewardRows({ rewards, faults, isDisabled, onChange }: RewardRowsProps) {
  const texts = useTexts(eventFormTexts);
  const replace = (changed: RewardDraft) =>
    onChange(rewards.map((one) => (one.key === changed.key ? changed : one)));
  return (
    <Panel title={texts.rewards} aside={<span className="faint">{texts.rewardsHint}</span>}>
      {rewards.map((reward, index) => (
        <RewardRow
          key={reward.key}
          name={texts.reward(index + 1)}
          reward={reward}
          faults={faults}
          isDisabled={isDisabled}
          onChange={replace}
          onRemove={() => onChange(rewards.filter(({ key }) => key !== reward.key))}
        />
      ))}
      {faults['rewards'] && <p className="field-error">{texts.faults[faults['rewards']]}</p>}
      {!isDisabled && (
        <div>
          <Button onPress={() => onChange([...rewards, newReward(randomId())])}>{texts.addReward}</Button>
        </div>
      )}
    </Panel>
  );
}

interface RewardRowProps {
  readonly name: string;
  readonly reward: RewardDraft;
  readonly faults: Faults;
  readonly isDisabled: boolean;
  readonly onChange: (reward: RewardDraft) => void;
  readonly onRemove: () => void;
}

function RewardRow({ name, reward, faults, isDisabled, onChange, onRemove }: RewardRowProps) {
  const texts = useTexts(eventFormTexts);
  const { rewardTypes } = useTexts(commonTexts);
  const nameId = useId();
  const errorOf = (field: string) => {
    const fault = faults[`rewards.${reward.key}.${field}`];
    return fault && texts.faults[fault];
  };
  const isStored = reward.id !== null;
  return (
    <div className="part-row" role="group" aria-labelledby={nameId}>
      <span className="visually-hidden" id={nameId}>
        {name}
      </span>
      <SelectField
        label={texts.type}
        value={reward.type}
        options={REWARD_TYPES}
        names={rewardTypes}
        isDisabled={isDisabled || isStored}
        onChange={(type) => onChange({ ...reward, type })}
      />
      <TextField
        label={texts.name}
        value={reward.name}
        isDisabled={isDisabled}
        error={errorOf('name')}
        limit={NAME_MAX_CHARACTERS}
        onChange={(words) => onChange({ ...reward, name: words })}
      />
      {!givesCodes(reward) && (
        <>
          <TextField
            label={texts.quantity}
            inputMode="numeric"
            value={reward.quantity}
            isDisabled={isDisabled}
            error={errorOf('quantity')}
            onChange={(quantity) => onChange({ ...reward, quantity })}
          />
          <TextField
            label={texts.stock}
            inputMode="numeric"
            value={reward.stock}
            isDisabled={isDisabled || isStored}
            description={isStored ? texts.storedStockHint : texts.stockHint}
            error={errorOf('stock')}
            onChange={(stock) => onChange({ ...reward, stock })}
          />
        </>
      )}
      {reward.type === 'COUPON' && (
        <div className="field">
          <Checkbox
            className="choice"
            isSelected={reward.codePool}
            isDisabled={isDisabled || isStored}
            onChange={(codePool) => onChange({ ...reward, codePool })}
          >
            {texts.codePool}
          </Checkbox>
          {reward.codePool && <span className="hint">{texts.codePoolHint}</span>}
        </div>
      )}
      <TextField
        label={texts.externalId}
        value={reward.externalId}
        isDisabled={isDisabled}
        description={texts.externalIdHint}
        error={errorOf('externalId')}
        limit={EXTERNAL_ID_MAX_CHARACTERS}
        onChange={(externalId) => onChange({ ...reward, externalId })}
      />
      {!isDisabled && (
        <Button tone="quiet" aria-label={texts.remove(name)} onPress={onRemove}>
          ✕
        </Button>
      )}
    </div>
  );
}
