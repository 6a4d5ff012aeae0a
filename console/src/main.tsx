import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider, createApi } from './api/api-provider';
import { App } from './app';
import { SettingsProvider } from './i18n/settings';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/overlays.css';
import './styles/views.css';
import './styles/charts.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <SettingsProvider>
      <ApiProvider api={createApi()}>
        <App />
      </ApiProvider>
    </SettingsProvider>
  </StrictMode>,
);
