import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useFreshData, useWorkspace } from '../api/queries.ts';
import { useFormats } from '../format/use-formats.ts';
import { changeLanguage } from '../language/language.ts';
import { useLanguage } from '../language/use-language.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { CommandPalette, openPalette } from './command-palette.tsx';
import { Icon } from './icons.tsx';
import { pageNames } from './page-names.ts';

/** Menu, search, language and appearance around every page: at the side, or on a phone at the top and bottom. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const location = useLocation();
  useFreshData();
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <header className="side">
        <NavLink className="brand" to="/forecast" aria-label={t('product')}>
          <Mark />
          <span>{t('product')}</span>
        </NavLink>
        <button type="button" className="search" onClick={openPalette}>
          <Icon name="search" />
          <span>{t('shell.search')}</span>
          <kbd>{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <nav className="pages" aria-label={t('shell.navigation')}>
          {pageNames.map(({ name, path }) => (
            <NavLink key={name} to={path}>
              <Icon name={name} />
              <span>{t(`page.${name}`)}</span>
            </NavLink>
          ))}
        </nav>
        <Freshness />
        <Switches />
      </header>
      <main id="content" tabIndex={-1} key={location.pathname}>
        {children}
      </main>
      <CommandPalette />
    </div>
  );
}

function Freshness() {
  const { t } = useTranslation();
  const workspace = useWorkspace().data;
  const formats = useFormats();
  if (!workspace) return <div className="freshness" />;
  return (
    <div className="freshness">
      <strong title={workspace.kind === 'demo' ? t('shell.demo_hint') : undefined}>
        {workspace.kind === 'demo' ? t('shell.demo') : workspace.name}
      </strong>
      <span>{t('shell.as_of', { moment: formats.momentDay(workspace.as_of) })}</span>
      <span>{workspace.stands_still ? t('shell.stands_still') : t('shell.follows_clock')}</span>
    </div>
  );
}

function Switches() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { appearance, toggle } = useAppearance();
  return (
    <div className="switches">
      <button
        type="button"
        className="quiet"
        aria-label={t('shell.language_label')}
        title={t('shell.language_label')}
        onClick={() => void changeLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        <Icon name="language" />
        <span>{t('shell.language')}</span>
      </button>
      <button
        type="button"
        className="quiet"
        aria-label={t(appearance === 'dark' ? 'shell.to_light' : 'shell.to_dark')}
        title={t(appearance === 'dark' ? 'shell.to_light' : 'shell.to_dark')}
        onClick={toggle}
      >
        <Icon name={appearance === 'dark' ? 'sun' : 'moon'} />
      </button>
    </div>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1f4b99" />
      <path
        d="M7 23 13 15l4 4 8-11"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="25" cy="8" r="3" fill="#f2a93b" />
    </svg>
  );
}

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);
