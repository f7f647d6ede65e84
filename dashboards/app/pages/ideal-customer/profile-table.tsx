import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ProfileAnswer, ProfileRow } from '../../../../api/contracts/ideal-customer.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { useValueLabel } from '../../language/value-label.ts';
import { Panel } from '../../parts/panel.tsx';
import { attributesOf } from './lift.tsx';
import { useOpenProfile } from './open-profile.ts';

/** Every value of every attribute with what was counted and what is made of it. */
export function ProfileTable({ profile }: { profile: ProfileAnswer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  const { canOpen, open } = useOpenProfile();
  const number = { align: 'right' as const, className: 'number' };
  return (
    <Panel title={t('ideal.table')}>
      <Table<ProfileRow>
        size="small"
        rowKey={(row) => `${row.attribute}/${row.value}`}
        dataSource={profile.rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, showSizeChanger: false, hideOnSinglePage: true, size: 'small' }}
        showSorterTooltip={false}
        columns={[
          {
            key: 'attribute',
            title: t('ideal.attribute'),
            filters: attributesOf(profile).map((row) => ({
              text: row.attribute_label[language],
              value: row.attribute,
            })),
            onFilter: (value, row) => row.attribute === value,
            render: (_, row) => row.attribute_label[language],
          },
          {
            key: 'value',
            title: t('ideal.value'),
            render: (_, row) => {
              const label = valueLabel(row.attribute, row.value);
              return canOpen(row.attribute) ? (
                <button type="button" className="link" onClick={() => open(row)}>
                  {label}
                </button>
              ) : (
                label
              );
            },
          },
          {
            key: 'n',
            title: t('chart.n'),
            ...number,
            sorter: (a, b) => a.n - b.n,
            defaultSortOrder: 'descend',
            render: (_, row) => formats.count(row.n),
          },
          {
            key: 'won',
            title: t('ideal.won'),
            ...number,
            sorter: (a, b) => a.won - b.won,
            render: (_, row) => formats.count(row.won),
          },
          {
            key: 'win_rate',
            title: t('ideal.win_rate'),
            ...number,
            sorter: (a, b) => a.win_rate - b.win_rate,
            render: (_, row) => formats.share(row.win_rate),
          },
          {
            key: 'lift',
            title: t('ideal.lift_name'),
            ...number,
            sorter: (a, b) => a.lift - b.lift,
            render: (_, row) => (
              <>
                {row.is_significant && <span className="badge">{t('ideal.clear')}</span>} {formats.decimal(row.lift)}
              </>
            ),
          },
          {
            key: 'interval',
            title: t('chart.interval90'),
            ...number,
            render: (_, row) => `${formats.decimal(row.lift_low)} – ${formats.decimal(row.lift_high)}`,
          },
          {
            key: 'size',
            title: t('ideal.deal_size'),
            ...number,
            sorter: (a, b) => (a.average_deal_size ?? 0) - (b.average_deal_size ?? 0),
            render: (_, row) => formats.moneyShort(row.average_deal_size),
          },
        ]}
      />
    </Panel>
  );
}
