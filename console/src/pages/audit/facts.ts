import { CONDITION_KINDS, CONDITIONS } from '../../../../src/domain/conditions';
import { knownOf, UNKNOWN } from '../../../../src/domain/known-values';
import { commonTexts } from '../../i18n/common-texts';
import { formatDay, formatInstant, formatNumber, type InstantStyle } from '../../time/format';
import { conditionNames } from '../events/condition-names';

/** What an entry holds of its record, by field. */
export type Fields = Readonly<Record<string, unknown>>;

/** @param json canonical JSON, or null when there was no record */
export function fieldsOf(json: string | null): Fields {
  const value: unknown = json === null ? null : JSON.parse(json);
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const CUT_AFTER = 60;

/** Values of an entry as people read them. A value that is missing, or of another form, is “…”. */
export class Facts {
  readonly before: Fields;
  readonly after: Fields;

  constructor(
    entry: { readonly before: string | null; readonly after: string | null },
    readonly style: InstantStyle,
  ) {
    this.before = fieldsOf(entry.before);
    this.after = fieldsOf(entry.after);
  }

  number(value: unknown): string {
    return typeof value === 'number' ? formatNumber(value, this.style.language) : '…';
  }

  instant(value: unknown): string {
    return typeof value === 'string' && !Number.isNaN(Date.parse(value))
      ? formatInstant(value, this.style)
      : '…';
  }

  day(value: unknown): string {
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
      ? formatDay(value, this.style.language)
      : '…';
  }

  /** In the quotes of the language. A long one is cut. */
  quoted(value: unknown): string {
    if (typeof value !== 'string') return '…';
    const letters = [...value];
    const text = letters.length > CUT_AFTER ? `${letters.slice(0, CUT_AFTER).join('')}…` : value;
    return this.style.language === 'ko' ? `‘${text}’` : `“${text}”`;
  }

  /** @param names the words for what may be stored */
  word(value: unknown, names: Readonly<Record<string, string>>): string {
    return typeof value === 'string' ? (names[value] ?? value) : '…';
  }

  /** A list of words, such as the scopes of a key. */
  words(value: unknown, names: Readonly<Record<string, string>>): string {
    const words = Array.isArray(value) ? value.map((each) => this.word(each, names)) : [];
    return words.length > 0 ? words.join(', ') : '…';
  }

  /** The part of a record that an act was about, such as its reward. */
  part(fields: Fields, name: string): Fields {
    const part = fields[name];
    return isFields(part) ? part : {};
  }

  reward(reward: Fields): string {
    const name = this.quoted(reward.name);
    return typeof reward.quantity === 'number' ? `${this.number(reward.quantity)} × ${name}` : name;
  }

  condition(condition: Fields): string {
    const kind = knownOf(CONDITION_KINDS, String(condition.kind));
    const { language } = this.style;
    if (kind === UNKNOWN) return this.quoted(conditionNames[language].UNKNOWN);
    const { texts } = CONDITIONS[kind];
    const activityKind = typeof condition.activityKind === 'string' ? condition.activityKind : undefined;
    const target = typeof condition.target === 'number' ? condition.target : 1;
    return this.quoted(texts[language].requirement(target, activityKind));
  }

  role(value: unknown): string {
    return this.word(value, commonTexts[this.style.language].roles);
  }
}
