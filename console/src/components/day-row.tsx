import { commonTexts } from '../i18n/common-texts';
import { useSettings, useTexts } from '../i18n/settings';
import { formatDay, formatShortDay } from '../time/format';
import { dayMark, type DayMark } from '../time/day-marks';

const SIGNS: Record<DayMark, string> = {
  checked: '✓',
  missed: '–',
  excused: '×',
  today: '○',
  todayChecked: '✓',
  ahead: '·',
};

interface DayRowProps {
  readonly label: string;
  readonly days: readonly string[];
  readonly checked: ReadonlySet<string>;
  readonly excused: ReadonlySet<string>;
  readonly today: string;
}

/** Service days in a row, each checked, missed, excused, today or still to come: shown by sign and words, not by color alone. */
export function DayRow({ label, days, checked, excused, today }: DayRowProps) {
  const texts = useTexts(commonTexts);
  const { language } = useSettings();
  const words: Record<DayMark, string> = {
    checked: texts.dayChecked,
    missed: texts.dayMissed,
    excused: texts.dayExcused,
    today: texts.dayToday,
    todayChecked: texts.dayTodayChecked,
    ahead: texts.dayAhead,
  };
  return (
    <ol className="day-row" aria-label={label}>
      {days.map((day) => {
        const mark = dayMark(day, checked, today, excused);
        const dayLabel = `${formatDay(day, language)}: ${words[mark]}`;
        return (
          <li key={day} className={`day day-${mark}`} title={dayLabel}>
            <span aria-hidden="true">
              <span className="day-sign">{SIGNS[mark]}</span>
              <span className="day-name">{formatShortDay(day, language)}</span>
            </span>
            <span className="visually-hidden">{dayLabel}</span>
          </li>
        );
      })}
    </ol>
  );
}
