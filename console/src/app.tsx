import { useEffect } from 'react';
import { useQuery } from 'urql';
import { matchRoute, Route, Router, Switch, useLocation, useRouter, type AroundNavHandler } from 'wouter';
import { useSessionState } from './api/api-provider';
import { useSignOut } from './api/use-sign-out';
import { STAFF, ViewerContext, type Viewer } from './api/viewer';
import { DefectBoundary } from './components/defect-boundary';
import { ToastProvider } from './components/toasts';
import { Failed, Loading } from './components/view-states';
import { leaveGuard } from './drafts/leave-guard';
import { WhoAmIDocument } from './generated/documents';
import { Layout, LostServerBanner } from './layout/layout';
import { NotFoundPage } from './pages/not-found-page';
import { SignInPage } from './pages/sign-in-page';
import { views } from './pages/views';
import { ServiceClockContext, useAskedClock } from './time/service-clock';

export function App() {
  const session = useSessionState();
  if (!session.signedIn) return <SignInPage because={session.because} />;
  return (
    <Router base="/console" aroundNav={askBeforeLeaving}>
      <SignedIn />
    </Router>
  );
}

const askBeforeLeaving: AroundNavHandler = (navigate, to, options) => {
  const isOtherPage = new URL(to, location.href).pathname !== location.pathname;
  if (isOtherPage) {
    leaveGuard.leave(() => {
      navigate(to, options);
      window.scrollTo(0, 0);
    });
  } else navigate(to, options);
};

/**
 * Reads the signed-in account before anything is shown; the role comes from the server, never from this browser. What
 * needs no account is asked for meanwhile.
 */
function SignedIn() {
  usePreloadedPage();
  // Before the account: it needs no access token, so it does not wait for one to be renewed.
  const clock = useAskedClock();
  const [{ data, error }, reload] = useQuery({ query: WhoAmIDocument });
  const signOut = useSignOut();
  const viewer: Viewer | null | undefined = data?.me;
  const isForeign = viewer ? !STAFF.includes(viewer.role) : false;
  useEffect(() => {
    if (isForeign) void signOut('notStaff');
  }, [isForeign, signOut]);

  if (error && !viewer)
    return <Failed error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />;
  if (clock.error && !clock.info) return <Failed error={clock.error} onRetry={clock.reload} />;
  if (!clock.info || !viewer || isForeign) {
    return (
      <>
        <LostServerBanner />
        <Loading />
      </>
    );
  }
  return (
    <ViewerContext value={viewer}>
      <ServiceClockContext value={clock.info}>
        <ToastProvider>
          <Layout>
            <DefectBoundary>
              <Switch>
                {views.map(({ path, roles, page }) => (
                  // A page that is not for this role keeps its address, or a neighbour's pattern would take it.
                  <Route
                    key={path}
                    path={path}
                    component={roles.includes(viewer.role) ? page : NotFoundPage}
                  />
                ))}
                <Route component={NotFoundPage} />
              </Switch>
            </DefectBoundary>
          </Layout>
        </ToastProvider>
      </ServiceClockContext>
    </ViewerContext>
  );
}

function usePreloadedPage(): void {
  const { parser } = useRouter();
  const [path] = useLocation();
  useEffect(() => {
    views.find((view) => matchRoute(parser, view.path, path)[0])?.page.preload();
  }, [parser, path]);
}
