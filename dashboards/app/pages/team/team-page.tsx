import { useMemo } from 'react';
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
import { RepTable } from './rep-table.tsx';
import { metricsOfReps, type RepQueries, repFigures } from './reps.ts';
import { TeamSummary } from './team-summary.tsx';

/** Activities and quotas know no product and no source, so people are narrowed by team alone. */
const names: readonly FilterName[] = ['team'];

export function Page() {
  const { t } = useTranslation();
  const workspace = useWorkspace().data;
  const selection = useSelection({ names, initial: 'last_4_quarters' });
  const queries = useRepQueries(selection);
  const figures = useMetricQuery(queries.figures);
  const conversions = useMetricQuery(queries.conversions);
  const together = useMetricQuery({ ...queries.figures, by: [] });
  const allConversion = useMetricQuery({ ...queries.conversions, by: [] });
  const reps = useMemo(
    () => repFigures(figures.data?.rows ?? [], conversions.data?.rows ?? []),
    [figures.data, conversions.data],
  );
  const overall = { ...together.data?.rows[0], ...allConversion.data?.rows[0] };
  const failed = [figures, conversions, together, allConversion].filter((answer) => answer.isError);
  const tryAgain = () => {
    for (const answer of failed) void answer.refetch();
  };
  return (
    <>
      <PageTitle title={t('page.team')} text={t('team.text')} {...(workspace ? { asOf: workspace.as_of } : {})} />
      <FilterBar selection={selection} names={names} />
      {failed[0]?.error && <LoadFailed error={failed[0].error} retry={tryAgain} />}
      {figures.isPending && <PageSkeleton titled />}
      {figures.data && failed.length === 0 && (
        <div className={figures.isPlaceholderData ? 'page-body stale' : 'page-body'}>
          <TeamSummary row={together.data?.rows[0]} query={{ ...queries.figures, by: [] }} />
          {reps.length === 0 ? (
            <NothingHere title={t('state.no_rows')} text={t('state.no_rows_text')} />
          ) : (
            <>
              <RepTable reps={reps} overall={overall} queries={queries} />
              <Activities filters={queries.figures.filters ?? []} to={selection.period.to} />
              <div className="grid two">
                <Comparison reps={reps} initial="win_rate" overall={overall} queries={queries} />
                <Comparison reps={reps} initial="won_amount" overall={overall} queries={queries} />
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
