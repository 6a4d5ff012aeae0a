import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from './api/api-provider';
import { Session } from './api/session';
import { App } from './app';
import { leaveGuard } from './drafts/leave-guard';
import { SettingsProvider } from './i18n/settings';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/overlays.css';
import './styles/views.css';
import './styles/charts.css';

leaveGuard.watch();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <SettingsProvider>
      <ApiProvider session={new Session()}>
        <App />
      </ApiProvider>
    </SettingsProvider>
  </StrictMode>,
);
