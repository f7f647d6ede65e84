import { useTranslation } from 'react-i18next';
import type { Texts } from './texts.ts';

type Group = 'method' | 'measure' | 'slice' | 'model_kind' | 'job';

/** The text of a name that comes from the server, such as a method's; a name we have no text for shows as it is. */
export function useNameOf(): (group: Group, name: string) => string {
  const { t, i18n } = useTranslation();
  return (group, name) => {
    const key = `${group}.${name}`;
    return i18n.exists(key) ? String(t(key as `method.${keyof Texts['method'] & string}`)) : name.replaceAll('_', ' ');
  };
}
