import { Button, Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DrillTarget, useDrillTarget } from './drill-target.ts';
import { MetricRecords } from './metric-records.tsx';
import { OpenDeals } from './open-deals.tsx';

/** The records behind a mark, at the side of the page. It opens by address: see `useDrillTarget`. */
export function DrillDrawer() {
  const { t } = useTranslation();
  const { target, close } = useDrillTarget();
  // The last target stays drawn while the drawer slides away.
  const [shown, setShown] = useState<DrillTarget | null>(target);
  useEffect(() => {
    if (target) setShown(target);
  }, [target]);
  return (
    <Drawer
      open={target !== null}
      onClose={close}
      size="min(1080px, 100vw)"
      title={shown?.title ?? t('drill.title')}
      closable={{ 'aria-label': t('drill.close') }}
      extra={<CopyLink />}
      styles={{ body: { padding: 0 } }}
    >
      {shown?.kind === 'metric' && <MetricRecords target={shown} key={JSON.stringify(shown)} />}
      {shown?.kind === 'open' && <OpenDeals period={shown.period} />}
    </Drawer>
  );
}

function CopyLink() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  // Copying needs a secure place (https or this machine); elsewhere the address line serves.
  if (!navigator.clipboard) return null;
  return (
    <Button
      size="small"
      onClick={() => {
        void navigator.clipboard.writeText(window.location.href).then(() => setCopied(true));
      }}
    >
      {copied ? t('drill.copied') : t('drill.link')}
    </Button>
  );
}
