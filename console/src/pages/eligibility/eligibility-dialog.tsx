import { useState } from 'react';
import { useQuery } from 'urql';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { CopyButton } from '../../components/copy-button';
import { Dialog } from '../../components/dialog';
import { TextAreaField } from '../../components/fields';
import { Instant } from '../../components/instant';
import { EventFilter, UserFilter } from '../../components/record-filters';
import { SelectField } from '../../components/select-field';
import { Failed, Loading } from '../../components/view-states';
import { EligibilityDocument, type EligibilityQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { LANGUAGES, LANGUAGE_NAMES, type Language } from '../../i18n/language';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { Evidence } from '../requests/evidence';
import { eligibilityMessage } from './eligibility-message';
import { eligibilityTexts } from './eligibility-texts';

type Answer = NonNullable<EligibilityQuery['eligibility']>;

interface EligibilityButtonProps {
  /** The user whose page it is on; the event is chosen. */
  readonly user?: { readonly id: string; readonly username: string };
  /** The event whose page it is on; the user is chosen. */
  readonly event?: { readonly id: string; readonly title: string };
}

/** Leads to the answer that a request of one user for one event would get now. */
export function EligibilityButton(props: EligibilityButtonProps) {
  const texts = useTexts(eligibilityTexts);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>{texts.check}</Button>
      {isOpen && <EligibilityDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function EligibilityDialog({
  user,
  event,
  onClose,
}: EligibilityButtonProps & { readonly onClose: () => void }) {
  const texts = useTexts(eligibilityTexts);
  const { close } = useTexts(commonTexts);
  const { language } = useSettings();
  const { serviceTimeZone } = useServiceClock();
  const [chosen, setChosen] = useState('');
  const [messageLanguage, setMessageLanguage] = useState<Language>(language);
  const [{ data, error, fetching }, ask] = useQuery({
    query: EligibilityDocument,
    variables: { userId: user?.id ?? chosen, eventId: event?.id ?? chosen },
    pause: chosen === '',
    // A cached answer may no longer be true.
    requestPolicy: 'network-only',
  });
  const again = () => ask({ requestPolicy: 'network-only' });
  const answer = chosen === '' || fetching ? undefined : data?.eligibility;
  const message =
    answer?.event &&
    eligibilityMessage(
      { ...answer, event: answer.event, username: answer.user.username },
      messageLanguage,
      serviceTimeZone,
    );
  return (
    <Dialog
      wide
      title={user ? texts.titleOfUser(user.username) : texts.titleOfEvent(event?.title ?? '')}
      onClose={onClose}
    >
      <div className="dialog-body">
        {user ? (
          <EventFilter
            label={texts.event}
            hint={texts.pickEvent}
            suggested={{ states: ['IN_PROGRESS'] }}
            value={chosen}
            onChange={setChosen}
            autoFocus
          />
        ) : (
          <UserFilter
            label={texts.user}
            hint={texts.pickUser}
            value={chosen}
            onChange={setChosen}
            autoFocus
          />
        )}
        {chosen !== '' && fetching && <Loading />}
        {chosen !== '' && error && !fetching && <Failed error={error} onRetry={again} />}
        <div role="status">{answer && <Verdict answer={answer} />}</div>
        {answer?.event && (
          <>
            <section className="stack">
              <h3>{texts.conditions}</h3>
              {answer.progress.length === 0 && answer.blockedBy.length === 0 ? (
                <p className="faint">{texts.noConditions}</p>
              ) : (
                <Evidence
                  conditions={answer.progress}
                  userId={answer.user.id}
                  startAt={answer.event.startAt}
                  judgedAt={answer.evaluatedAt}
                />
              )}
            </section>
            <section className="stack">
              <SelectField
                label={texts.messageLanguage}
                options={LANGUAGES}
                names={LANGUAGE_NAMES}
                value={messageLanguage}
                onChange={setMessageLanguage}
              />
              <TextAreaField
                label={texts.message}
                value={message ?? ''}
                rows={(message ?? '').split('\n').length + 1}
                isReadOnly
              />
            </section>
          </>
        )}
      </div>
      <div className="dialog-foot">
        <Button onPress={onClose}>{close}</Button>
        {answer && <Button onPress={again}>{texts.again}</Button>}
        {message && <CopyButton tone="primary" label={texts.copyMessage} text={message} />}
      </div>
    </Dialog>
  );
}

function Verdict({ answer }: { readonly answer: Answer }) {
  const texts = useTexts(eligibilityTexts);
  const { language } = useSettings();
  const { blockedBy, event, user, evaluatedAt } = answer;
  const reasons = [
    ...(user.disabledAt === null ? [] : [texts.disabled]),
    ...(user.role === 'USER' ? [] : [texts.notUser]),
    ...blockedBy.map((code) => errorText({ code, message: code }, language)),
  ];
  if (reasons.length === 0) {
    return (
      <div className="notice notice-good">
        <p className="notice-title">{event?.payout === 'MANUAL' ? texts.accepted : texts.paid}</p>
        <p className="faint">
          <Instant at={evaluatedAt} />
        </p>
      </div>
    );
  }
  return (
    <div className="notice notice-warn">
      <p className="notice-title">{texts.blocked}</p>
      <ul className="bullets">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p className="faint">
        <Instant at={evaluatedAt} />
      </p>
    </div>
  );
}
