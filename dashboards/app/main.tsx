import './api/no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, warmUp } from './app.tsx';
import { startLanguage } from './language/language.ts';
import { writeFirstPalette } from './theme/appearance.tsx';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';

writeFirstPalette();
warmUp(location.pathname);
await startLanguage();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
