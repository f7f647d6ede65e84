import { useSyncExternalStore } from 'react';

const phone = window.matchMedia('(max-width: 720px)');

const watch = (listener: () => void) => {
  phone.addEventListener('change', listener);
  return () => phone.removeEventListener('change', listener);
};

/** Whether the page is as narrow as a phone, where a table keeps only the columns that matter. */
export const useIsPhone = (): boolean => useSyncExternalStore(watch, () => phone.matches);
