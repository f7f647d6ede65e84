import { Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProfileAnswer, ProfileRow } from '../../../../api/contracts/ideal-customer.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { intervalDots } from '../../../specs/interval-dots.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { useValueLabel } from '../../language/value-label.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { Info } from '../../parts/metric-info.tsx';
import { useOpenProfile } from './open-profile.ts';

const most = 18;

/** Lift of each attribute value with its interval, beside the average deal at 1. */
export function Lift({ profile }: { profile: ProfileAnswer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  const { canOpen, open } = useOpenProfile();
  const [attribute, setAttribute] = useState<string | null>(null);
  // A mark without records behind it is not drawn; the table below has every value.
  const attributes = useMemo(() => attributesOf(profile).filter((row) => canOpen(row.attribute)), [profile, canOpen]);
  const asked = useMemo(
    () => profile.rows.filter((row) => (attribute === null ? canOpen(row.attribute) : row.attribute === attribute)),
    [profile, attribute, canOpen],
  );
  const rows = useMemo(
    () =>
      clearestFirst(asked)
        .slice(0, most)
        .sort((a, b) => b.lift - a.lift),
    [asked],
  );
  const name = useCallback(
    (row: ProfileRow) => {
      const value = valueLabel(row.attribute, row.value);
      return attribute === null ? `${row.attribute_label[language]}: ${value}` : value;
    },
    [valueLabel, attribute, language],
  );
  const draw = useCallback(
    (look: ChartLook) =>
      intervalDots(
        rows.map((row) => ({
          key: `${row.attribute}/${row.value}`,
          label: name(row),
          value: row.lift,
          low: row.lift_low,
          high: row.lift_high,
          n: row.n,
          emphasis: row.is_significant ? 'strong' : 'quiet',
        })),
        {
          ...look,
          format: 'decimal',
          reference: { value: 1, label: t('ideal.average') },
          texts: {
            description: t('ideal.lift_description', { count: rows.length }),
            value: t('ideal.lift_name'),
            interval: t('chart.interval90'),
            n: t('chart.n'),
          },
        },
      ),
    [rows, name, t],
  );
  return (
    <ChartPanel
      title={t('ideal.lift')}
      info={<Info label={t('ideal.lift')} text={t('ideal.lift_text')} />}
      text={t('ideal.lift_short')}
      rows={rows}
      draw={draw}
      rowKey={(row) => `${row.attribute}/${row.value}`}
      onMark={open}
      empty={null}
      footnote={asked.length > rows.length ? t('ideal.top_shown', { count: rows.length }) : undefined}
      actions={
        <Select
          size="small"
          aria-label={t('ideal.attribute')}
          value={attribute ?? ''}
          onChange={(value) => setAttribute(value === '' ? null : value)}
          popupMatchSelectWidth={false}
          options={[
            { value: '', label: t('ideal.all_attributes') },
            ...attributes.map((row) => ({ value: row.attribute, label: row.attribute_label[language] })),
          ]}
        />
      }
      columns={[
        { key: 'value', title: t('ideal.value'), cell: name },
        { key: 'lift', title: t('ideal.lift_name'), isNumber: true, cell: (row) => formats.decimal(row.lift) },
        {
          key: 'interval',
          title: t('chart.interval90'),
          isNumber: true,
          cell: (row) => `${formats.decimal(row.lift_low)} – ${formats.decimal(row.lift_high)}`,
        },
        { key: 'n', title: t('chart.n'), isNumber: true, cell: (row) => formats.count(row.n) },
      ]}
    />
  );
}

/** One row an attribute, in the order they come. */
export const attributesOf = (profile: ProfileAnswer): ProfileRow[] => [
  ...new Map(profile.rows.map((row) => [row.attribute, row])).values(),
];

const clearestFirst = (rows: readonly ProfileRow[]) =>
  [...rows].sort((a, b) => Number(b.is_significant) - Number(a.is_significant) || b.n - a.n);
