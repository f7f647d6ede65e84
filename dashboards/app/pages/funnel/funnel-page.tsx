import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMetricQuery, useWorkspace } from '../../api/queries.ts';
import { DrillDrawer } from '../../drill/drill-drawer.tsx';
import { FilterBar } from '../../filters/filter-bar.tsx';
import { type FilterName, useSelection } from '../../filters/selection.ts';
import { PageTitle } from '../../layout/page-title.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { LoadFailed } from '../../parts/states.tsx';
import { Bottleneck } from './bottleneck.tsx';
import { Cohorts } from './cohorts.tsx';
import { OpenPipeline } from './open-pipeline.tsx';
import { StageFunnel } from './stage-funnel-panel.tsx';
import { funnelMetrics, funnelStages } from './stages.ts';

const names: readonly FilterName[] = ['team', 'owner', 'source', 'product'];

export function Page() {
  const { t } = useTranslation();
  const workspace = useWorkspace().data;
  const selection = useSelection({ names, initial: 'last_12_months' });
  const { period, filters } = selection;
  const query = { metrics: [...funnelMetrics], by: ['stage'], filters, from: period.from, to: period.to };
  const answer = useMetricQuery(query);
  const stages = useMemo(
    () => funnelStages(answer.data?.rows ?? [], workspace?.stages ?? []),
    [answer.data, workspace?.stages],
  );
  return (
    <>
      <PageTitle title={t('page.funnel')} text={t('funnel.text')} {...(workspace ? { asOf: workspace.as_of } : {})} />
      <FilterBar selection={selection} names={names} />
      {answer.isPending && <PageSkeleton titled />}
      {answer.isError && <LoadFailed error={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && workspace && (
        <div className={answer.isPlaceholderData ? 'page-body stale' : 'page-body'}>
          <Bottleneck stages={stages} />
          <StageFunnel stages={stages} query={query} />
          <div className="grid two">
            <Cohorts filters={filters} stages={workspace.stages} />
            <OpenPipeline filters={filters} stages={workspace.stages} />
          </div>
        </div>
      )}
      <DrillDrawer />
    </>
  );
}
