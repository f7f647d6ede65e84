import { useTranslation } from 'react-i18next';
import type { ModelCard } from '../../../../api/contracts/forecast.ts';
import { useModels } from '../../api/queries.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useNameOf } from '../../language/name-of.ts';
import { useLanguage } from '../../language/use-language.ts';
import { FiguresTable } from '../../parts/figures-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { BlockSkeleton } from '../../parts/skeleton.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';
import { type Comparison, comparisons, sentenceOf } from './model-figures.ts';

/** The newest model of each kind beside the baselines it had to beat. */
export function Models() {
  const { t } = useTranslation();
  const models = useModels();
  if (models.isPending) return <BlockSkeleton height={240} />;
  if (models.isError) return <LoadFailed error={models.error} retry={() => void models.refetch()} />;
  const newest = [...new Map([...models.data.rows].reverse().map((card) => [card.kind, card])).values()];
  return (
    <Panel title={t('data.models')} text={t('data.models_text')}>
      {newest.length === 0 && <NothingHere title={t('data.no_models')} />}
      {newest.map((card) => (
        <Model key={card.model_version_id} card={card} />
      ))}
    </Panel>
  );
}

function Model({ card }: { card: ModelCard }) {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const nameOf = useNameOf();
  const rows = comparisons(card);
  const sentence = sentenceOf(card, language);
  // A base rate that serves means that no method found a signal, as the reason says.
  const standing = card.status === 'beaten' && card.method_served === 'base_rate' ? 'no_signal' : card.status;
  const status = `model_status.${standing}`;
  const slices = new Set(rows.map((row) => row.slice));
  const onlySlice = slices.size === 1 ? rows[0]?.slice : undefined;
  return (
    <article className="model">
      <h3>
        {nameOf('model_kind', card.kind)}
        <span className={`status ${standing}`}>
          {i18n.exists(status) ? t(status as 'model_status.serving') : standing}
        </span>
      </h3>
      <p className="faint">
        {t('data.trained')} {formats.moment(card.trained_at)} · {t('data.trained_as_of')} {formats.moment(card.as_of)} ·{' '}
        {t('data.method_served')}: {nameOf('method', card.method_served)}
        {onlySlice && ` · ${t('data.slice')}: ${nameOf('slice', onlySlice)}`}
      </p>
      {sentence && <p>{sentence}</p>}
      {rows.length > 0 && (
        <FiguresTable<Comparison>
          caption={nameOf('model_kind', card.kind)}
          rows={rows}
          rowKey={(row) => row.slice + row.measure}
          columns={[
            ...(onlySlice
              ? []
              : [{ key: 'slice', title: t('data.slice'), cell: (row: Comparison) => nameOf('slice', row.slice) }]),
            {
              key: 'measure',
              title: t('data.measure'),
              cell: (row) => (
                <>
                  {nameOf('measure', row.measure)}{' '}
                  <span className="faint">
                    {row.better ? t(row.better === 'low' ? 'data.better_low' : 'data.better_high') : ''}
                  </span>
                </>
              ),
            },
            ...[...new Set(rows.flatMap((row) => Object.keys(row.values)))].map((method) => ({
              key: method,
              title: nameOf('method', method),
              isNumber: true,
              cell: (row: Comparison) => {
                const figure = row.values[method];
                return figure ? (
                  <span className={row.best === method ? 'best' : undefined} title={interval(figure)}>
                    {figure.value === null ? '–' : figure.value.toFixed(4)}
                  </span>
                ) : (
                  ''
                );
              },
            })),
            { key: 'n', title: t('chart.n'), isNumber: true, cell: (row) => formats.count(row.n) },
          ]}
        />
      )}
    </article>
  );
}

const interval = ({ low, high }: { low: number | null; high: number | null }) =>
  low === null || high === null ? undefined : `${low.toFixed(4)} – ${high.toFixed(4)}`;
