import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <section className="state">
      <h1>{t('page.not_found')}</h1>
      <p>{t('page.not_found_text')}</p>
      <Link className="button" to="/forecast">
        {t('page.forecast')}
      </Link>
    </section>
  );
}
