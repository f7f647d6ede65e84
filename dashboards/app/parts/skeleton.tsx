import { useTranslation } from 'react-i18next';

/** A page's shape while it loads; `titled` pages show their own title already. */
export function PageSkeleton({ titled = false }: { titled?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-label={t('state.loading')}>
      {!titled && <i style={{ width: 240, height: 32 }} />}
      <i style={{ width: '100%', height: 168 }} />
      <div className="grid two">
        <i style={{ height: 304 }} />
        <i style={{ height: 304 }} />
      </div>
    </div>
  );
}

/** A block of `height` pixels while its content loads. */
export function BlockSkeleton({ height }: { height: number }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-label={t('state.loading')}>
      <i style={{ width: '100%', height }} />
    </div>
  );
}
