import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { changeLanguage } from '../language/language.ts';
import { useLanguage } from '../language/use-language.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { pageNames } from './page-names.ts';

const opened = 'dealcast:palette';

export const openPalette = (): void => {
  window.dispatchEvent(new Event(opened));
};

/** Ctrl/⌘ K: jump to a page or switch language or appearance from the keyboard. */
export function CommandPalette() {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState(0);
  const commands = useCommands();
  const found = commands.filter((command) => command.label.toLowerCase().includes(typed.trim().toLowerCase()));

  useEffect(() => {
    const open = () => {
      setTyped('');
      setPicked(0);
      if (!dialog.current?.open) dialog.current?.showModal();
    };
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open();
      }
    };
    window.addEventListener(opened, open);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener(opened, open);
      window.removeEventListener('keydown', onKey);
    };
  }, []);

  const run = (index: number) => {
    dialog.current?.close();
    found[index]?.run();
  };
  return (
    <dialog ref={dialog} className="palette" aria-label={t('shell.search')} closedby="any">
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[picked] ? `palette-${found[picked].key}` : undefined}
        placeholder={t('shell.search_placeholder')}
        aria-label={t('shell.search_placeholder')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setPicked(0);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step !== 0 && found.length > 0) {
            event.preventDefault();
            setPicked((picked + step + found.length) % found.length);
          }
          if (event.key === 'Enter') run(picked);
        }}
      />
      <div id="palette-list" role="listbox" aria-label={t('shell.search')}>
        {found.map((command, index) => (
          <button
            key={command.key}
            id={`palette-${command.key}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === picked}
            onMouseEnter={() => setPicked(index)}
            onClick={() => run(index)}
          >
            {command.label}
          </button>
        ))}
        {found.length === 0 && <p>{t('shell.search_none')}</p>}
      </div>
    </dialog>
  );
}

function useCommands(): { key: string; label: string; run(): void }[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const language = useLanguage();
  const { appearance, toggle } = useAppearance();
  return useMemo(
    () => [
      ...pageNames.map(({ name, path }) => ({ key: name, label: t(`page.${name}`), run: () => void navigate(path) })),
      {
        key: 'language',
        label: t('shell.language_label'),
        run: () => void changeLanguage(language === 'zh' ? 'en' : 'zh'),
      },
      { key: 'appearance', label: t(appearance === 'dark' ? 'shell.to_light' : 'shell.to_dark'), run: toggle },
    ],
    [t, navigate, language, appearance, toggle],
  );
}
