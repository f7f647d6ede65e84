import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMetricQuery, useWorkspace } from '../../api/queries.ts';
import { DrillDrawer } from '../../drill/drill-drawer.tsx';
import { FilterBar } from '../../filters/filter-bar.tsx';
import { type FilterName, useSelection } from '../../filters/selection.ts';
import { PageTitle } from '../../layout/page-title.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';
import { Activities } from './activities.tsx';
import { Comparison } from './comparison.tsx';
import type { MeasureName } from './measures.ts';
import { RepTable } from './rep-table.tsx';
import { metricsOfReps, repFigures, type RepQueries, sortedBy } from './reps.ts';
import { TeamSummary } from './team-summary.tsx';

/** Activities and quotas know no product and no source, so people are narrowed by team alone. */
const names: readonly FilterName[] = ['team'];

export function Page() {
  const { t } = useTranslation();
  const workspace = useWorkspace().data;
  const selection = useSelection({ names, initial: 'last_4_quarters' });
  const [measure, setMeasure] = useState<MeasureName>('win_rate');
  const queries = useRepQueries(selection);
  const figures = useMetricQuery(queries.figures);
  const conversions = useMetricQuery(queries.conversions);
  const together = useMetricQuery({ ...queries.figures, by: [] });
  const reps = useMemo(
    () => repFigures(figures.data?.rows ?? [], conversions.data?.rows ?? []),
    [figures.data, conversions.data],
  );
  const sorted = useMemo(() => sortedBy(reps, measure), [reps, measure]);
  const failed = [figures, conversions, together].find((answer) => answer.isError);
  return (
    <>
      <PageTitle title={t('page.team')} text={t('team.text')} {...(workspace ? { asOf: workspace.as_of } : {})} />
      <FilterBar selection={selection} names={names} />
      {failed?.error && <LoadFailed error={failed.error} retry={() => void failed.refetch()} />}
      {figures.isPending && <PageSkeleton />}
      {figures.data && !failed && (
        <div className={figures.isPlaceholderData ? 'page-body stale' : 'page-body'}>
          <TeamSummary row={together.data?.rows[0]} query={{ ...queries.figures, by: [] }} />
          {reps.length === 0 ? (
            <NothingHere title={t('state.no_rows')} text={t('state.no_rows_text')} />
          ) : (
            <>
              <RepTable reps={reps} overall={together.data?.rows[0]} queries={queries} />
              <div className="grid two">
                <Comparison
                  reps={sorted}
                  measure={measure}
                  onMeasure={setMeasure}
                  overall={together.data?.rows[0]?.[measure] ?? null}
                  queries={queries}
                />
                <Activities filters={queries.figures.filters ?? []} to={selection.period.to} />
              </div>
            </>
          )}
        </div>
      )}
      <DrillDrawer />
    </>
  );
}

function useRepQueries({ period, filters }: ReturnType<typeof useSelection>): RepQueries {
  const firstStage = useWorkspace()
    .data?.stages.filter((stage) => stage.stage_type === 'open')
    .sort((a, b) => a.stage_position - b.stage_position)[0]?.stage;
  return useMemo(() => {
    const shared = { by: ['owner_id'], from: period.from, to: period.to };
    return {
      figures: { ...shared, metrics: metricsOfReps, filters },
      conversions: {
        ...shared,
        metrics: ['stage_win_rate'],
        filters: firstStage ? [...filters, { dimension: 'stage', op: 'in' as const, values: [firstStage] }] : filters,
      },
    };
  }, [period, filters, firstStage]);
}
