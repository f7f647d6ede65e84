import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../api/queries.ts';
import { EmptyWorkspace } from '../parts/empty-workspace.tsx';
import { ErrorBoundary } from '../parts/error-boundary.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { LoadFailed } from '../parts/states.tsx';
import type { PageName } from './page-names.ts';

/** What every page waits for: the workspace. An empty one is taught to fill itself, on all pages but the data page. */
export function PageFrame({ name, children }: { name: PageName; children: ReactNode }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const title = t(`page.${name}`);
  useEffect(() => {
    document.title = workspace.data ? `${title} · ${workspace.data.name}` : `${title} · ${t('product')}`;
  }, [title, workspace.data, t]);

  if (workspace.isPending) return <PageSkeleton />;
  if (workspace.isError) return <LoadFailed error={workspace.error} retry={() => void workspace.refetch()} />;
  const isEmpty = workspace.data.counts.opportunities === 0;
  return <ErrorBoundary key={name}>{isEmpty && name !== 'data' ? <EmptyWorkspace /> : children}</ErrorBoundary>;
}
