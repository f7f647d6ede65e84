import { useTranslation } from 'react-i18next';

export function EmptyWorkspace() {
  const { t } = useTranslation();
  return (
    <section className="state">
      <h1>{t('state.empty_title')}</h1>
      <p>{t('state.empty_text')}</p>
      <pre>npm start -- --load DIR</pre>
      <p>{t('state.empty_demo')}</p>
      <pre>npm start</pre>
      <p className="faint">{t('state.empty_next')}</p>
    </section>
  );
}
