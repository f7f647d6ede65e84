import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Label, Language } from '../../../warehouse/metrics/metric-query.ts';
import { load, save } from '../store.ts';
import type { Texts } from './texts.ts';

const texts: Record<Language, () => Promise<Texts>> = {
  en: () => import('./en.ts').then((file) => file.en),
  zh: () => import('./zh.ts').then((file) => file.zh),
};

/** The language chosen earlier, else the browser's first one that we speak, else English. */
export function firstLanguage(chosen: string | null, spoken: readonly string[]): Language {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  const known = spoken.map((tag) => tag.toLowerCase().slice(0, 2)).find((tag) => tag === 'zh' || tag === 'en');
  return known === 'zh' ? 'zh' : 'en';
}

/** Loads the texts of one language only, and shows it. */
export async function startLanguage(): Promise<void> {
  const language = firstLanguage(load('language'), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await texts[language]() } },
    // React escapes.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  markPage(language);
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await texts[language]());
  }
  await i18next.changeLanguage(language);
  save('language', language);
  markPage(language);
}

export const inLanguage = (label: Label, language: Language): string => label[language];

function markPage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
