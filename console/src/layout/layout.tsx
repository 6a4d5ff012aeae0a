import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
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
import { entryOf, rememberSearch, searchOf } from './navigation-entry';
import { StorageNotice } from './storage-notice';
import { UpdatedAt } from './updated-at';

/** The frame of every page: navigation by role, the signed-in account and the state of the connection. */
export function Layout({ children }: { readonly children: ReactNode }) {
  const common = useTexts(commonTexts);
  const texts = useTexts(layoutTexts);
  const viewer = useViewer();
  const signOut = useSignOut();
  const [path, navigate] = useLocation();
  const entry = entryOf(path);
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
            .map(({ path: address, navigation }) => (
              <NavigationLink
                key={address}
                path={address}
                label={texts[navigation!]}
                isHere={address === entry?.path}
                isList={address === path}
              />
            ))}
        </nav>
        <div className="top-end">
          <UpdatedAt />
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
        {entry?.navigation && path !== entry.path && (
          <BackLink path={entry.path} list={texts[entry.navigation]} />
        )}
        {children}
      </main>
      <LeaveDialog />
    </div>
  );
}

interface NavigationLinkProps {
  readonly path: string;
  readonly label: string;
  /** Whether the page is this one or one below it. */
  readonly isHere: boolean;
  readonly isList: boolean;
}

function NavigationLink({ path, label, isHere, isList }: NavigationLinkProps) {
  const search = useSearch();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isList) rememberSearch(path, search);
  }, [isList, path, search]);
  useEffect(() => {
    if (isHere && link.current) showInRow(link.current);
  }, [isHere]);
  return (
    <Link
      ref={link}
      href={path}
      className={isHere ? 'nav-link nav-link-here' : 'nav-link'}
      aria-current={isHere ? 'page' : undefined}
    >
      {label}
    </Link>
  );
}

/** Brings an entry into sight where the navigation is a row that scrolls. */
function showInRow(entry: HTMLElement): void {
  const row = entry.parentElement;
  if (row) row.scrollLeft = entry.offsetLeft - (row.clientWidth - entry.offsetWidth) / 2;
}

/** From a record to its list, as it was left. */
function BackLink({ path, list }: { readonly path: string; readonly list: string }) {
  const texts = useTexts(layoutTexts);
  return (
    <Link href={`${path}${searchOf(path)}`} className="back">
      <span aria-hidden="true">‹</span> {texts.backTo(list)}
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
