import { useMemo } from 'react';
import { useWorkspace } from '../api/queries.ts';
import { useLanguage } from '../language/use-language.ts';
import { type Formats, makeFormats } from './format.ts';

/** How this workspace and this reader write numbers and dates. */
export function useFormats(): Formats {
  const language = useLanguage();
  const workspace = useWorkspace().data;
  const currency = workspace?.base_currency ?? 'USD';
  const timeZone = workspace?.time_zone ?? 'UTC';
  const fiscalYearStartMonth = workspace?.fiscal_year_start_month ?? 1;
  return useMemo(
    () => makeFormats({ language, currency, timeZone, fiscalYearStartMonth }),
    [language, currency, timeZone, fiscalYearStartMonth],
  );
}
