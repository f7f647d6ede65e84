import type { ReactNode } from 'react';

interface Props {
  title: string;
  text?: string | undefined;
  info?: ReactNode;
  actions?: ReactNode;
  footnote?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** One subject of a page: its name, a sentence, its controls, its content. */
export function Panel({ title, text, info, actions, footnote, className = '', children }: Props) {
  return (
    <section className={`panel ${className}`} aria-label={title}>
      <header>
        <div>
          <h2>
            {title}
            {info}
          </h2>
          {text && <p>{text}</p>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      <div className="panel-body">{children}</div>
      {footnote && <footer>{footnote}</footer>}
    </section>
  );
}
