import { useTranslation } from 'react-i18next';
import type { WorkspaceAnswer } from '../../../../api/contracts/workspace.ts';
import { useWorkspace } from '../../api/queries.ts';
import { useFormats } from '../../format/use-formats.ts';
import { PageTitle } from '../../layout/page-title.tsx';
import { Panel } from '../../parts/panel.tsx';
import { JobsPanel } from './jobs-panel.tsx';
import { Loads } from './loads.tsx';
import { Models } from './models.tsx';

export function Page() {
  const { t } = useTranslation();
  const workspace = useWorkspace().data;
  if (!workspace) return null;
  return (
    <>
      <PageTitle title={t('page.data')} text={t('data.text')} />
      <div className="grid wide-narrow">
        <Freshness workspace={workspace} />
        <JobsPanel />
      </div>
      <Loads loads={workspace.loads} />
      <Models />
    </>
  );
}

function Freshness({ workspace }: { workspace: WorkspaceAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { counts } = workspace;
  const facts = [
    [
      t('data.as_of'),
      `${formats.moment(workspace.as_of)} (${t(workspace.stands_still ? 'shell.stands_still' : 'shell.follows_clock')})`,
    ],
    [t('data.changed'), formats.moment(workspace.changed_at)],
    [t('data.span'), `${formats.day(workspace.first_day)} – ${formats.day(workspace.last_day)}`],
    [t('data.version'), formats.count(workspace.data_version)],
    [t('data.zone'), `${workspace.time_zone} · ${workspace.base_currency}`],
    [t('data.opportunities'), formats.count(counts.opportunities)],
    [t('data.accounts'), formats.count(counts.accounts)],
    [t('data.leads'), formats.count(counts.leads)],
    [t('data.activities'), formats.count(counts.activities)],
    [t('data.users'), formats.count(counts.users)],
  ] as const;
  return (
    <Panel title={t('data.freshness')}>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
