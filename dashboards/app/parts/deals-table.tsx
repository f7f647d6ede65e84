import { Table, type TableColumnsType, type TablePaginationConfig, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ScoredOpportunity } from '../../../api/contracts/forecast.ts';
import { useFormats } from '../format/use-formats.ts';
import { useLanguage } from '../language/use-language.ts';
import { useValueLabel } from '../language/value-label.ts';

/** Open deals with their probability, what they add to the forecast and why. */
export function DealsTable({
  deals,
  pagination,
}: {
  deals: readonly ScoredOpportunity[];
  pagination: TablePaginationConfig | false;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  // A column none of these deals fills (an export without close dates, a base rate without reasons) only takes room.
  const isEmpty: Record<string, boolean> = {
    close_on: deals.every((deal) => deal.close_on === null),
    why: deals.every((deal) => deal.reasons.length === 0),
  };
  const columns: TableColumnsType<ScoredOpportunity> = [
    {
      key: 'deal',
      title: t('forecast.deal'),
      width: '24%',
      render: (_, deal) => (
        <div className="two-lines deal-name" title={deal.opportunity_name ?? deal.opportunity_id}>
          <strong>{deal.opportunity_name ?? deal.opportunity_id}</strong>
          <span className="faint">{deal.account_name ?? t('chart.none')}</span>
        </div>
      ),
    },
    {
      key: 'owner',
      title: t('forecast.owner'),
      width: 152,
      render: (_, deal) => (
        <div className="two-lines">
          <span>{deal.owner_name ?? t('chart.none')}</span>
          <span className="faint">{valueLabel('stage', deal.stage)}</span>
        </div>
      ),
    },
    {
      key: 'amount',
      title: t('forecast.amount'),
      width: 104,
      align: 'right',
      className: 'number',
      sorter: (a, b) => (a.amount ?? 0) - (b.amount ?? 0),
      render: (_, deal) => formats.money(deal.amount),
    },
    {
      key: 'close_on',
      title: t('forecast.close_on'),
      width: 128,
      align: 'right',
      className: 'number',
      sorter: (a, b) => (a.close_on ?? '').localeCompare(b.close_on ?? ''),
      render: (_, deal) => formats.day(deal.close_on),
    },
    {
      key: 'probability',
      title: t('forecast.probability'),
      width: 128,
      align: 'right',
      className: 'number',
      sorter: (a, b) => a.probability - b.probability,
      render: (_, deal) => <Probability deal={deal} />,
    },
    {
      key: 'expected',
      title: t('forecast.expected'),
      width: 104,
      align: 'right',
      className: 'number adds',
      sorter: (a, b) => (a.expected_amount ?? 0) - (b.expected_amount ?? 0),
      render: (_, deal) => formats.money(deal.expected_amount),
    },
    {
      key: 'why',
      title: t('forecast.why'),
      width: '28%',
      render: (_, deal) => (
        <div className="reasons">
          {deal.reasons.slice(0, 2).map((reason) => (
            <Tooltip key={reason.group + reason.fact.en} title={reason.fact[language]}>
              <span>
                <i aria-hidden="true">{reason.contribution > 0 ? '▲' : reason.contribution < 0 ? '▼' : '·'}</i>
                {reason.fact[language]}
              </span>
            </Tooltip>
          ))}
        </div>
      ),
    },
  ];
  return (
    <Table<ScoredOpportunity>
      size="small"
      rowKey="opportunity_id"
      dataSource={[...deals]}
      pagination={pagination}
      scroll={{ x: 1040 }}
      tableLayout="fixed"
      showSorterTooltip={false}
      columns={columns.filter(({ key }) => !isEmpty[String(key)])}
    />
  );
}

function Probability({ deal }: { deal: ScoredOpportunity }) {
  const formats = useFormats();
  const range =
    deal.low !== null && deal.high !== null ? `${formats.share(deal.low)} – ${formats.share(deal.high)}` : '';
  return (
    <div className="probability" title={range}>
      <span>{formats.share(deal.probability)}</span>
      <i aria-hidden="true">
        <b style={{ width: `${Math.round(deal.probability * 100)}%` }} />
      </i>
    </div>
  );
}
