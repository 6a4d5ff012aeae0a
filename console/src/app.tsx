import { Suspense, useEffect } from 'react';
import { useQuery } from 'urql';
import { Route, Router, Switch, type AroundNavHandler } from 'wouter';
import { useSessionState } from './api/api-provider';
import { useSignOut } from './api/use-sign-out';
import { STAFF, ViewerContext, type Viewer } from './api/viewer';
import { DefectBoundary } from './components/defect-boundary';
import { Page } from './components/page';
import { ToastProvider } from './components/toasts';
import { Failed, Loading } from './components/view-states';
import { leaveGuard } from './drafts/leave-guard';
import { WhoAmIDocument } from './generated/documents';
import { commonTexts } from './i18n/common-texts';
import { useTexts } from './i18n/settings';
import { Layout, LostServerBanner } from './layout/layout';
import { NotFoundPage } from './pages/not-found-page';
import { SignInPage } from './pages/sign-in-page';
import { views } from './pages/views';
import { ServiceClockProvider } from './time/service-clock';

export function App() {
  const session = useSessionState();
  if (!session.signedIn) return <SignInPage because={session.because} />;
  return <SignedIn />;
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

/** A page has a heading while it loads, too. */
function PageOnItsWay() {
  const { product } = useTexts(commonTexts);
  return (
    <Page title={product}>
      <Loading />
    </Page>
  );
}

/** Reads the signed-in account before anything else; the role comes from the server, never from this browser. */
function SignedIn() {
  const [{ data, error, fetching }, reload] = useQuery({ query: WhoAmIDocument });
  const signOut = useSignOut();
  const viewer: Viewer | null | undefined = data?.me;
  const isForeign = viewer ? !STAFF.includes(viewer.role) : false;
  useEffect(() => {
    if (isForeign) void signOut('notStaff');
  }, [isForeign, signOut]);

  if (error && !viewer)
    return <Failed error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />;
  if (!viewer || isForeign || (fetching && !viewer)) {
    return (
      <>
        <LostServerBanner />
        <Loading />
      </>
    );
  }
  return (
    <ViewerContext value={viewer}>
      <ServiceClockProvider>
        <ToastProvider>
          <Router base="/console" aroundNav={askBeforeLeaving}>
            <Layout>
              <DefectBoundary>
                <Suspense fallback={<PageOnItsWay />}>
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
                </Suspense>
              </DefectBoundary>
            </Layout>
          </Router>
        </ToastProvider>
      </ServiceClockProvider>
    </ViewerContext>
  );
}
