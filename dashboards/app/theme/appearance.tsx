import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Appearance, fontFamily, type Palette, palettes } from '../../specs/palette.ts';
import { load, save } from '../store.ts';

interface AppearanceState {
  appearance: Appearance;
  palette: Palette;
  /** Goes to the other appearance and remembers it. */
  toggle(): void;
}

const Context = createContext<AppearanceState | null>(null);

/** The system's appearance until the user picks one; writes the palette as CSS variables. */
export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState(() => load('appearance'));
  const system = useSystemAppearance();
  const appearance: Appearance = chosen === 'dark' || chosen === 'light' ? chosen : system;
  const palette = palettes[appearance];
  useEffect(() => writePalette(appearance, palette), [appearance, palette]);
  const state = useMemo<AppearanceState>(
    () => ({
      appearance,
      palette,
      toggle() {
        const next = appearance === 'dark' ? 'light' : 'dark';
        save('appearance', next === system ? null : next);
        setChosen(next);
      },
    }),
    [appearance, palette, system],
  );
  return <Context value={state}>{children}</Context>;
}

export function useAppearance(): AppearanceState {
  const state = useContext(Context);
  if (!state) throw new Error('useAppearance outside of AppearanceProvider');
  return state;
}

/** Before the first paint, so that a dark room is not lit up. */
export function writeFirstPalette(): void {
  const chosen = load('appearance');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  writePalette(dark ? 'dark' : 'light', palettes[dark ? 'dark' : 'light']);
}

function writePalette(appearance: Appearance, palette: Palette): void {
  const { style, dataset } = document.documentElement;
  dataset.appearance = appearance;
  style.colorScheme = appearance;
  style.setProperty('--font', fontFamily);
  for (const [name, value] of Object.entries(palette)) {
    if (typeof value === 'string')
      style.setProperty(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value);
  }
}

function useSystemAppearance(): Appearance {
  const query = '(prefers-color-scheme: dark)';
  const [dark, setDark] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const follow = () => setDark(list.matches);
    list.addEventListener('change', follow);
    return () => list.removeEventListener('change', follow);
  }, []);
  return dark ? 'dark' : 'light';
}
