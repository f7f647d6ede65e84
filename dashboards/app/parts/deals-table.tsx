import { Table, type TableColumnsType, type TablePaginationConfig } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ScoredOpportunity } from '../../../api/contracts/forecast.ts';
import { useFormats } from '../format/use-formats.ts';
import { useLanguage } from '../language/use-language.ts';
import { useValueLabel } from '../language/value-label.ts';
import { DealName } from './deal-name.tsx';
import { useIsPhone } from './use-phone.ts';

/** Open deals with their probability, what they add to the forecast and why; on a phone the rest unfolds below a deal. */
export function DealsTable({
  deals,
  pagination,
}: {
  deals: readonly ScoredOpportunity[];
  pagination: TablePaginationConfig | false;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  const isPhone = useIsPhone();
  // A column none of these deals fills (an export without close dates, a base rate without reasons) only takes room.
  const isEmpty: Record<string, boolean> = {
    close_on: deals.every((deal) => deal.close_on === null),
    why: deals.every((deal) => deal.reasons.length === 0),
  };
  const columns: TableColumnsType<ScoredOpportunity> = [
    {
      key: 'deal',
      title: t('forecast.deal'),
      ...(isPhone ? {} : { width: '22%' }),
      render: (_, deal) => (
        <DealName
          name={deal.opportunity_name ?? deal.opportunity_id}
          account={deal.account_name}
          none={t('chart.none')}
        />
      ),
    },
    {
      key: 'owner',
      title: t('forecast.owner'),
      width: 136,
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
      width: 120,
      align: 'right',
      className: 'number',
      sorter: (a, b) => (a.close_on ?? '').localeCompare(b.close_on ?? ''),
      render: (_, deal) => formats.day(deal.close_on),
    },
    {
      key: 'probability',
      title: t(isPhone ? 'forecast.chance' : 'forecast.probability'),
      width: isPhone ? 64 : 112,
      align: 'right',
      className: 'number',
      sorter: (a, b) => a.probability - b.probability,
      render: (_, deal) => <Probability deal={deal} />,
    },
    {
      key: 'expected',
      title: t('forecast.expected'),
      width: isPhone ? 96 : 104,
      align: 'right',
      className: 'number adds',
      sorter: (a, b) => (a.expected_amount ?? 0) - (b.expected_amount ?? 0),
      render: (_, deal) => formats.money(deal.expected_amount),
    },
    {
      key: 'why',
      title: t('forecast.why'),
      width: '30%',
      render: (_, deal) => <Reasons deal={deal} />,
    },
  ];
  const onPhone = new Set(['deal', 'probability', 'expected']);
  return (
    <Table<ScoredOpportunity>
      size="small"
      rowKey="opportunity_id"
      dataSource={[...deals]}
      pagination={pagination}
      {...(isPhone
        ? { expandable: { expandedRowRender: (deal) => <Rest deal={deal} />, columnWidth: 28 } }
        : { scroll: { x: 960 } })}
      tableLayout="fixed"
      showSorterTooltip={false}
      columns={columns.filter(({ key }) => !isEmpty[String(key)] && (!isPhone || onPhone.has(String(key))))}
    />
  );
}

/** What a phone has no column for. */
function Rest({ deal }: { deal: ScoredOpportunity }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  const facts = [
    [t('forecast.owner'), deal.owner_name ?? t('chart.none')],
    [t('forecast.stage'), valueLabel('stage', deal.stage)],
    [t('forecast.amount'), formats.money(deal.amount)],
    [t('forecast.close_on'), formats.day(deal.close_on)],
  ] as const;
  return (
    <>
      <dl className="facts two">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {deal.reasons.length > 0 && <Reasons deal={deal} />}
    </>
  );
}

function Reasons({ deal }: { deal: ScoredOpportunity }) {
  const language = useLanguage();
  return (
    <div className="reasons">
      {deal.reasons.slice(0, 2).map((reason) => (
        <span key={reason.group + reason.fact.en}>
          <i aria-hidden="true">{reason.contribution > 0 ? '▲' : reason.contribution < 0 ? '▼' : '·'}</i>
          {reason.fact[language]}
        </span>
      ))}
    </div>
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
