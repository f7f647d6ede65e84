import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useJobActions, useJobs, useWorkspace } from '../../api/queries.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useNameOf } from '../../language/name-of.ts';
import { FiguresTable } from '../../parts/figures-table.tsx';
import { JobProgress } from '../../parts/job-progress.tsx';
import { Panel } from '../../parts/panel.tsx';
import { BlockSkeleton } from '../../parts/skeleton.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';

/** The latest run of each job; training can be started here. */
export function JobsPanel() {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNameOf();
  const jobs = useJobs();
  const { train } = useJobActions();
  const isEmpty = useWorkspace().data?.kind === 'empty';
  const isTraining = jobs.data?.rows.some((job) => job.job === 'train' && job.status === 'running') ?? false;
  return (
    <Panel
      title={t('data.jobs')}
      actions={
        <Button size="small" disabled={isTraining || isEmpty} loading={train.isPending} onClick={() => train.mutate()}>
          {t('state.train')}
        </Button>
      }
    >
      {train.isError && <p role="alert">{train.error.message}</p>}
      <JobProgress job="train" title={t('state.training')} text={t('state.training_text')} />
      {jobs.isPending && <BlockSkeleton height={120} />}
      {jobs.isError && <LoadFailed error={jobs.error} retry={() => void jobs.refetch()} />}
      {jobs.data?.rows.length === 0 && <NothingHere title={t('data.no_jobs')} />}
      {jobs.data && jobs.data.rows.length > 0 && (
        <FiguresTable
          caption={t('data.jobs')}
          rows={jobs.data.rows}
          rowKey={(job) => job.job + job.started_at}
          columns={[
            { key: 'job', title: t('data.job'), cell: (job) => nameOf('job', job.job) },
            {
              key: 'status',
              title: t('data.status'),
              cell: (job) => (
                <>
                  <span className={`status ${job.status}`}>{t(`job_status.${job.status}`)}</span>
                  {job.message && <div className="faint wrap">{job.message}</div>}
                </>
              ),
            },
            { key: 'started', title: t('data.started'), isNumber: true, cell: (job) => formats.moment(job.started_at) },
          ]}
        />
      )}
    </Panel>
  );
}
