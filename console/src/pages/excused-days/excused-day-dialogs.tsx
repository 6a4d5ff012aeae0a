import { useMutation } from 'urql';
import { EXCUSABLE_DAYS } from '../../../../src/domain/excused-days';
import { addDays, type ServiceDay } from '../../../../src/domain/service-calendar';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { ConfirmDialog } from '../../components/dialog';
import { SelectField } from '../../components/select-field';
import { useAnnounce } from '../../components/toasts';
import { useFields } from '../../drafts/use-fields';
import { ExcuseDayDocument, RemoveExcusedDayDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { listDays } from '../../time/days';
import { formatDay } from '../../time/format';
import { useServiceClock } from '../../time/service-clock';
import { excusedDaysTexts } from './excused-days-texts';

export function ExcuseDayDialog({ onClose }: { readonly onClose: () => void }) {
  const texts = useTexts(excusedDaysTexts);
  const { language } = useSettings();
  const { today } = useServiceClock();
  const announce = useAnnounce();
  const [, excuse] = useMutation(ExcuseDayDocument);
  const fields = useFields<{ readonly day: ServiceDay }>('excuse day', () => ({ day: today }));
  const { day } = fields.value;
  const days = listDays(addDays(today, -EXCUSABLE_DAYS), today).reverse();
  return (
    <ConfirmDialog
      form="excuse day"
      title={texts.excuseTitle}
      confirmLabel={texts.excuse}
      fields={fields}
      reason={{ label: texts.why, required: true }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { error } = await excuse({ input: { day, reason } });
        if (error) return errorText(factsOf(error), language);
        announce(texts.wasExcused(formatDay(day, language)));
        return null;
      }}
    >
      <p>{texts.excuseHint}</p>
      <SelectField
        label={texts.day}
        value={day}
        options={days}
        names={Object.fromEntries(days.map((option) => [option, formatDay(option, language)]))}
        onChange={(chosen) => fields.set({ day: chosen })}
      />
    </ConfirmDialog>
  );
}

interface RemoveProps {
  readonly day: ServiceDay;
  readonly onClose: () => void;
}

export function RemoveExcusedDayDialog({ day, onClose }: RemoveProps) {
  const texts = useTexts(excusedDaysTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, remove] = useMutation(RemoveExcusedDayDocument);
  const name = formatDay(day, language);
  return (
    <ConfirmDialog
      form={`remove excused day ${day}`}
      title={texts.removeTitle(name)}
      confirmLabel={texts.remove}
      tone="danger"
      reason={{ label: texts.whyRemoved, required: true }}
      onClose={onClose}
      onConfirm={async (reason) => {
        const { error } = await remove({ input: { day, reason } });
        if (error) return errorText(factsOf(error), language);
        announce(texts.wasRemoved(name));
        return null;
      }}
    >
      <p>{texts.removeHint}</p>
    </ConfirmDialog>
  );
}
