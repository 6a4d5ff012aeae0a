import { errorTexts } from '../../console/src/api/error-texts';
import { draftTexts } from '../../console/src/drafts/draft-texts';
import { commonTexts } from '../../console/src/i18n/common-texts';
import type { Language } from '../../console/src/i18n/language';
import { layoutTexts } from '../../console/src/layout/layout-texts';
import { accessLogTexts } from '../../console/src/pages/access-log/access-log-texts';
import { accountTexts } from '../../console/src/pages/account/account-texts';
import { activitiesTexts } from '../../console/src/pages/activities/activities-texts';
import { audiencesTexts } from '../../console/src/pages/audiences/audiences-texts';
import { auditTexts } from '../../console/src/pages/audit/audit-texts';
import { codeTexts } from '../../console/src/pages/events/code-texts';
import { eligibilityTexts } from '../../console/src/pages/eligibility/eligibility-texts';
import { eventFormTexts } from '../../console/src/pages/events/event-form-texts';
import { eventTexts } from '../../console/src/pages/events/event-texts';
import { eventsTexts } from '../../console/src/pages/events/events-texts';
import { excusedDaysTexts } from '../../console/src/pages/excused-days/excused-days-texts';
import { finderTexts } from '../../console/src/pages/finder/finder-texts';
import { grantsTexts } from '../../console/src/pages/grants/grants-texts';
import { notesTexts } from '../../console/src/pages/notes/notes-texts';
import { overviewTexts } from '../../console/src/pages/overview/overview-texts';
import { payoutsTexts } from '../../console/src/pages/payouts/payouts-texts';
import { requestsTexts } from '../../console/src/pages/requests/requests-texts';
import { sealsTexts } from '../../console/src/pages/seals/seals-texts';
import { serviceKeysTexts } from '../../console/src/pages/service-keys/service-keys-texts';
import { seriesTexts } from '../../console/src/pages/series/series-texts';
import { signInTexts } from '../../console/src/pages/sign-in-texts';
import { usersTexts } from '../../console/src/pages/users/users-texts';
import { uploadTexts } from '../../console/src/uploads/upload-texts';
import { webhooksTexts } from '../../console/src/pages/webhooks/webhooks-texts';

/** What the console says in a language: people find things by their names, and so do the tests. */
export function wordsOf(language: Language) {
  return {
    common: commonTexts[language],
    drafts: draftTexts[language],
    layout: layoutTexts[language],
    signIn: signInTexts[language],
    overview: overviewTexts[language],
    events: eventsTexts[language],
    event: eventTexts[language],
    codes: codeTexts[language],
    eligibility: eligibilityTexts[language],
    form: eventFormTexts[language],
    requests: requestsTexts[language],
    series: seriesTexts[language],
    finder: finderTexts[language],
    grants: grantsTexts[language],
    excusedDays: excusedDaysTexts[language],
    notes: notesTexts[language],
    uploads: uploadTexts[language],
    users: usersTexts[language],
    activities: activitiesTexts[language],
    webhooks: webhooksTexts[language],
    audiences: audiencesTexts[language],
    payouts: payoutsTexts[language],
    audit: auditTexts[language],
    account: accountTexts[language],
    accessLog: accessLogTexts[language],
    seals: sealsTexts[language],
    serviceKeys: serviceKeysTexts[language],
    errors: errorTexts[language],
  };
}
