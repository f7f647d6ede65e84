import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMetrics, useWorkspace } from '../api/queries.ts';
import { useFormats } from '../format/use-formats.ts';
import { useLanguage } from '../language/use-language.ts';

/** The ⓘ beside a number: what the metric is, in the registry's words, and how fresh the data are. */
export function MetricInfo({ name }: { name: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const metric = useMetrics().data?.rows.find((row) => row.name === name);
  if (!metric) return null;
  return <Info label={t('chart.definition', { name: metric.label[language] })} text={metric.definition[language]} />;
}

/** The ⓘ with a text of its own. */
export function Info({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const workspace = useWorkspace().data;
  const formats = useFormats();
  return (
    <Tooltip
      trigger={['hover', 'focus']}
      title={
        <>
          <div>{text}</div>
          {workspace && (
            <div className="tip-freshness">{t('shell.as_of', { moment: formats.moment(workspace.as_of) })}</div>
          )}
        </>
      }
    >
      <button type="button" className="info" aria-label={label}>
        i
      </button>
    </Tooltip>
  );
}

/** A name with its ⓘ, which never stands alone on a line. */
export function WithInfo({ name, children }: { name: string; children: ReactNode }) {
  const last = name.lastIndexOf(' ') + 1;
  return (
    <>
      {name.slice(0, last)}
      <span className="whole">
        {name.slice(last)} {children}
      </span>
    </>
  );
}
