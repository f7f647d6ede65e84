import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ForecastQuarter } from '../../api/client.ts';
import { useScored } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { DealsTable } from '../../parts/deals-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { BlockSkeleton } from '../../parts/skeleton.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';

const shown = 12;

/** The open deals that add most to the forecast. */
export function TopDeals({ period }: { period: ForecastQuarter }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const deals = useScored({ period, limit: shown, offset: 0 });
  return (
    <Panel
      title={t('forecast.deals')}
      text={t('forecast.deals_text')}
      actions={
        deals.data &&
        deals.data.total > shown && (
          <Button size="small" onClick={() => open({ kind: 'open', period, title: t('drill.open_title') })}>
            {t('forecast.all_deals', { count: formats.count(deals.data.total) })}
          </Button>
        )
      }
    >
      {deals.isPending && <BlockSkeleton height={360} />}
      {deals.isError && <LoadFailed error={deals.error} retry={() => void deals.refetch()} />}
      {deals.data?.total === 0 && <NothingHere title={t('forecast.no_deals')} />}
      {deals.data && deals.data.total > 0 && <DealsTable deals={deals.data.rows} pagination={false} />}
    </Panel>
  );
}
