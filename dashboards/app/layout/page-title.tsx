import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../format/use-formats.ts';

/** The page's name, what it shows in a sentence, and the moment its figures speak of. */
export function PageTitle({
  title,
  text,
  asOf,
  children,
}: {
  title: string;
  text?: string;
  asOf?: string;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <header className="page-title">
      <div>
        <h1>{title}</h1>
        {text && <p>{text}</p>}
      </div>
      <div className="page-side">
        {asOf && <span className="as-of">{t('shell.as_of', { moment: formats.moment(asOf) })}</span>}
        {children}
      </div>
    </header>
  );
}
