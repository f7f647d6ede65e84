import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/request.ts';

/** What went wrong, in the words of the problem document, and a way to try again. */
export function LoadFailed({ error, retry }: { error: Error; retry?: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="state" role="alert">
      <h2>{t('state.failed')}</h2>
      <p>{sentence(error, t)}</p>
      {error instanceof ApiProblem && error.problem.errors && (
        <ul>
          {error.problem.errors.map((issue) => (
            <li key={`${issue.field}${issue.message}`}>
              <code>{issue.field}</code> {issue.message}
            </li>
          ))}
        </ul>
      )}
      {retry && (
        <button type="button" className="button" onClick={retry}>
          {t('state.retry')}
        </button>
      )}
    </section>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function sentence(error: Error, t: Translate): string {
  if (!(error instanceof ApiProblem)) return error.message;
  const { code, status } = error.problem;
  if (code === 'offline') return t('state.offline');
  return code === 'http' ? t('state.unexplained', { status }) : error.message;
}

export function NothingHere({ title, text }: { title: string; text?: string | undefined }) {
  return (
    <div className="nothing">
      <strong>{title}</strong>
      {text && <p>{text}</p>}
    </div>
  );
}

/** A sentence the reader should know before the figures. */
export function Banner({ tone, title, children }: { tone: 'info' | 'attention'; title: string; children?: ReactNode }) {
  return (
    <aside className={`banner banner-${tone}`}>
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </aside>
  );
}
