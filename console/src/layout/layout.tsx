import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useIsServerLost } from '../api/api-provider';
import { useSignOut } from '../api/use-sign-out';
import { useViewer } from '../api/viewer';
import { RoleBadge } from '../components/badge';
import { LeaveDialog } from '../drafts/leave-dialog';
import { leaveGuard } from '../drafts/leave-guard';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { views } from '../pages/views';
import { useServiceClock } from '../time/service-clock';
import { FinderButton } from './finder-button';
import { layoutTexts } from './layout-texts';
import { PreferencesMenu } from './preferences-menu';
import { StorageNotice } from './storage-notice';

/** The frame of every page: navigation by role, the signed-in account and the state of the connection. */
export function Layout({ children }: { readonly children: ReactNode }) {
  const common = useTexts(commonTexts);
  const texts = useTexts(layoutTexts);
  const viewer = useViewer();
  const signOut = useSignOut();
  const [, navigate] = useLocation();
  const { serviceTimeZone } = useServiceClock();
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {common.skipToContent}
      </a>
      <header className="top">
        <Link href="/" className="brand">
          {common.product}
        </Link>
        <nav className="nav" aria-label={texts.navigation}>
          {views
            .filter(({ roles, navigation }) => navigation && roles.includes(viewer.role))
            .map(({ path, navigation }) => (
              <NavigationLink key={path} path={path} label={texts[navigation!]} />
            ))}
        </nav>
        <div className="top-end">
          <FinderButton />
          <span className="zone faint">{common.timesIn(serviceTimeZone)}</span>
          <RoleBadge role={viewer.role} />
          <PreferencesMenu
            label={texts.account(viewer.username)}
            onAccount={() => leaveGuard.leave(() => navigate('/account'))}
            onSignOut={() => leaveGuard.leave(() => void signOut())}
          >
            {viewer.username}
          </PreferencesMenu>
        </div>
      </header>
      <LostServerBanner />
      <StorageNotice />
      <main id="content" className="content" tabIndex={-1}>
        {children}
      </main>
      <LeaveDialog />
    </div>
  );
}

function NavigationLink({ path, label }: { readonly path: string; readonly label: string }) {
  return (
    <Link href={path} className={(isActive) => (isActive ? 'nav-link nav-link-here' : 'nav-link')}>
      {label}
    </Link>
  );
}

/** Said once, above whatever page is open; the live region is there before it has something to say. */
export function LostServerBanner() {
  const texts = useTexts(commonTexts);
  const isLost = useIsServerLost();
  return (
    <div role="status" className="top-notice">
      {isLost && <p className="notice notice-warn">{texts.serverLost}</p>}
    </div>
  );
}
