import { useState } from 'react';
import { useQuery } from 'urql';
import { Link, useParams } from 'wouter';
import { factsOf } from '../../api/error-facts';
import { useViewer } from '../../api/viewer';
import { Badge, RoleBadge } from '../../components/badge';
import { Button } from '../../components/button';
import { Day, Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { Empty, Failed, Loading } from '../../components/view-states';
import { UserDocument, type UserQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { EligibilityButton } from '../eligibility/eligibility-dialog';
import { NotesPanel } from '../notes/notes-panel';
import { AttendanceCalendar } from './attendance-calendar';
import { ResetPasswordDialog } from './reset-password-dialog';
import { DisableDialog, EraseDialog, RoleDialog } from './user-dialogs';
import { UserActivities, UserGrants, UserRequests } from './user-lists';
import { usersTexts } from './users-texts';

type User = NonNullable<UserQuery['user']>;

export default function UserPage() {
  const texts = useTexts(usersTexts);
  const { id = '' } = useParams<{ id: string }>();
  const [{ data, error }, reload] = useQuery({ query: UserDocument, variables: { id } });
  const refresh = () => reload({ requestPolicy: 'network-only' });
  if (data?.user) return <UserView user={data.user} onChange={refresh} />;
  const isMissing = error !== undefined && factsOf(error).code === 'NOT_FOUND';
  return (
    <Page title={texts.title}>
      {isMissing && (
        <Empty title={texts.missing}>
          <Link href="/users">{texts.back}</Link>
        </Empty>
      )}
      {error && !isMissing && <Failed error={error} onRetry={refresh} />}
      {!error && <Loading />}
    </Page>
  );
}

function UserView({ user, onChange }: { readonly user: User; readonly onChange: () => void }) {
  const texts = useTexts(usersTexts);
  const { id: viewerId, managesUsers, readsAudit } = useViewer();
  const [dialog, setDialog] = useState<'role' | 'reset' | 'disable' | 'erase' | null>(null);
  const close = () => {
    setDialog(null);
    onChange();
  };
  return (
    <Page
      title={user.username}
      badge={
        <>
          <RoleBadge role={user.role} />
          {user.erasedAt ? (
            <Badge tone="bad">{texts.erased}</Badge>
          ) : (
            user.disabledAt && <Badge tone="bad">{texts.disabled}</Badge>
          )}
        </>
      }
      actions={
        !user.erasedAt && (
          <>
            {user.role === 'USER' && <EligibilityButton user={user} />}
            {managesUsers && (
              <>
                <Button onPress={() => setDialog('role')}>{texts.changeRole}</Button>
                {user.id !== viewerId && (
                  <Button onPress={() => setDialog('reset')}>{texts.resetPassword}</Button>
                )}
                <Button tone={user.disabledAt ? 'plain' : 'danger'} onPress={() => setDialog('disable')}>
                  {user.disabledAt ? texts.enable : texts.disable}
                </Button>
                {user.role === 'USER' && (
                  <Button tone="danger" onPress={() => setDialog('erase')}>
                    {texts.erase}
                  </Button>
                )}
              </>
            )}
          </>
        )
      }
    >
      <div className="columns">
        <Panel title={texts.facts}>
          <Facts user={user} />
        </Panel>
        <Panel title={texts.attendance}>
          <div className="attendance-calendar">
            <AttendanceCalendar userId={user.id} />
          </div>
        </Panel>
      </div>
      <NotesPanel subject={{ userId: user.id }} username={user.username} isOpen={!user.erasedAt} />
      <Panel title={texts.requests}>
        <UserRequests userId={user.id} />
      </Panel>
      <Panel title={texts.grants}>
        <UserGrants userId={user.id} />
      </Panel>
      <Panel
        title={texts.activities}
        aside={<Link href={`/activities?userId=${user.id}`}>{texts.allActivities}</Link>}
      >
        <UserActivities userId={user.id} />
      </Panel>
      {readsAudit && (
        <p className="row">
          <Link href={`/audit?targetId=${user.id}`}>{texts.audit}</Link>
          <Link href={`/audit?actorId=${user.id}`}>{texts.acts}</Link>
        </p>
      )}
      {dialog === 'role' && <RoleDialog user={user} onClose={close} />}
      {dialog === 'reset' && <ResetPasswordDialog user={user} onClose={close} />}
      {dialog === 'disable' && <DisableDialog user={user} onClose={close} />}
      {dialog === 'erase' && <EraseDialog user={user} onClose={close} />}
    </Page>
  );
}

function Facts({ user }: { readonly user: User }) {
  const texts = useTexts(usersTexts);
  const { language } = useSettings();
  const { attendanceStreak: streak } = user;
  return (
    <dl className="facts">
      <dt>{texts.createdAt}</dt>
      <dd>
        <Instant at={user.createdAt} />
      </dd>
      {user.disabledAt && (
        <>
          <dt>{texts.disabledAt}</dt>
          <dd>
            <Instant at={user.disabledAt} />
          </dd>
        </>
      )}
      <dt>{texts.password}</dt>
      <dd>
        {user.passwordResetExpiresAt ? (
          <>
            {texts.oneTimePending} <Instant at={user.passwordResetExpiresAt} />
          </>
        ) : user.hasPassword ? (
          texts.passwordSet
        ) : (
          texts.passwordNotSet
        )}
      </dd>
      {user.identities && user.identities.length > 0 && (
        <>
          <dt>{texts.identities}</dt>
          {user.identities.map(({ issuer, subject, linkedAt }) => (
            <dd key={`${issuer} ${subject}`}>
              {issuer}: {subject}{' '}
              <span className="faint">
                <Instant at={linkedAt} />
              </span>
            </dd>
          ))}
        </>
      )}
      <dt>{texts.points}</dt>
      <dd className="number">{formatNumber(user.points, language)}</dd>
      <dt>{texts.streak}</dt>
      <dd>{texts.days(streak.current)}</dd>
      <dt>{texts.longest}</dt>
      <dd>{texts.days(streak.longest)}</dd>
      {streak.lastDay && (
        <>
          <dt>{texts.lastDay}</dt>
          <dd>
            <Day day={streak.lastDay} />
          </dd>
        </>
      )}
    </dl>
  );
}
