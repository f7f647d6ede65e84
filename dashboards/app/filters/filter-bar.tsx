import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMetricQuery, useMetrics } from '../api/queries.ts';
import { periodNames } from '../format/periods.ts';
import { useLanguage } from '../language/use-language.ts';
import { useValueLabel } from '../language/value-label.ts';
import { type FilterName, filterDimensions, type Selection } from './selection.ts';

/** Period and filters of a page, on one line that wraps. */
export function FilterBar({
  selection,
  names,
  hasPeriod = true,
}: {
  selection: Selection;
  names: readonly FilterName[];
  hasPeriod?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <section className="filters" aria-label={t('filter.filters')}>
      {hasPeriod && (
        <Select
          aria-label={t('filter.period')}
          value={selection.periodName}
          onChange={selection.choosePeriod}
          popupMatchSelectWidth={false}
          options={periodNames.map((name) => ({
            value: name,
            label: t(`filter.${name === 'all' ? 'all_time' : name}`),
          }))}
        />
      )}
      {names.map((name) => (
        <ValueSelect key={name} name={name} selection={selection} />
      ))}
      {Object.keys(selection.values).length > 0 && (
        <Button type="text" onClick={selection.clear}>
          {t('filter.clear')}
        </Button>
      )}
    </section>
  );
}

function ValueSelect({ name, selection }: { name: FilterName; selection: Selection }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const valueLabel = useValueLabel();
  const dimension = filterDimensions[name];
  const info = useMetrics().data?.dimensions.find((row) => row.name === dimension);
  const answer = useMetricQuery({ metrics: ['closed_count', 'pipeline_count'], by: [dimension] });
  const title = answer.data?.columns.find((column) => column.kind === 'label')?.name ?? dimension;
  const options = (answer.data?.rows ?? [])
    .map((row) => ({
      value: row[dimension] === null ? '-' : String(row[dimension]),
      label: valueLabel(dimension, row[title]),
    }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
  // A filter that cannot divide anything is left out.
  if (options.length < 2 && selection.values[name] === undefined) return null;
  return (
    <Select
      aria-label={info?.label[language] ?? t(`filter.${name}`)}
      placeholder={t(`filter.${name}`)}
      value={selection.values[name] ?? null}
      onChange={(value) => selection.choose(name, value ?? null)}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      options={options}
    />
  );
}
