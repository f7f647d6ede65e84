import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoredOpportunity } from '../../../api/contracts/forecast.ts';
import { api, type ForecastQuarter } from '../api/client.ts';
import { useFormats } from '../format/use-formats.ts';
import { DealsTable } from '../parts/deals-table.tsx';
import { BlockSkeleton } from '../parts/skeleton.tsx';
import { LoadFailed } from '../parts/states.tsx';
import { download, toCsv } from './csv.ts';

const limit = 1_000;
const pageSize = 50;

/** Every open deal a forecast counts on, with what it adds; the total is the forecast's open part. */
export function OpenDeals({ period }: { period: ForecastQuarter }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [page, setPage] = useState(1);
  const deals = useQuery({ queryKey: ['scored', 'all', period], queryFn: ({ signal }) => allScored(period, signal) });
  if (deals.isPending) return <BlockSkeleton height={320} />;
  if (deals.isError) return <LoadFailed error={deals.error} retry={() => void deals.refetch()} />;
  const rows = deals.data;
  const total = rows.reduce((sum, deal) => sum + (deal.expected_amount ?? 0), 0);
  return (
    <>
      <div className="drill-total">
        <div>
          <span className="stat-name">{t('forecast.open')}</span>
          <strong>{formats.money(total)}</strong>
          <span className="faint">{t('drill.open_total', { count: formats.count(rows.length) })}</span>
        </div>
        <Button size="small" onClick={() => download('open-deals.csv', asCsv(rows))} disabled={rows.length === 0}>
          {t('drill.export')}
        </Button>
      </div>
      <DealsTable
        deals={rows}
        pagination={{
          current: page,
          pageSize,
          total: rows.length,
          onChange: setPage,
          showSizeChanger: false,
          size: 'small',
        }}
      />
    </>
  );
}

async function allScored(period: ForecastQuarter, signal: AbortSignal): Promise<ScoredOpportunity[]> {
  const rows: ScoredOpportunity[] = [];
  for (;;) {
    const page = await api.scored({ period, limit, offset: rows.length }, { signal });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

const csvColumns = [
  'opportunity_id',
  'opportunity_name',
  'account_name',
  'owner_name',
  'stage',
  'amount',
  'close_on',
  'probability',
  'low',
  'high',
  'close_in_period_probability',
  'expected_amount',
  'method',
] as const satisfies readonly (keyof ScoredOpportunity)[];

const asCsv = (rows: readonly ScoredOpportunity[]) =>
  toCsv(
    csvColumns,
    rows.map((row) => csvColumns.map((name) => row[name])),
  );
