import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useJobActions, useJobs } from '../api/queries.ts';
import { Banner } from './states.tsx';

/** A running job's bar with its step and a way to stop it; nothing while the job is not running. */
export function JobProgress({ job, title, text }: { job: string; title: string; text: string }) {
  const { t } = useTranslation();
  const { cancel } = useJobActions();
  const state = useJobs().data?.rows.find((row) => row.job === job);
  if (state?.status !== 'running') return null;
  const isKnown = state.total !== null && state.total > 0 && state.done !== null;
  return (
    <Banner tone="info" title={title}>
      <p>{text}</p>
      <div className="job-progress">
        <progress aria-label={title} {...(isKnown ? { value: state.done ?? 0, max: state.total ?? 1 } : {})} />
        <span>
          {state.step}
          {isKnown && ` ${Math.round(((state.done ?? 0) / (state.total ?? 1)) * 100)} %`}
        </span>
        <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate(job)}>
          {t('state.cancel')}
        </Button>
      </div>
    </Banner>
  );
}
