import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { ApiProblem } from './api/request.ts';
import { NotFound } from './layout/not-found.tsx';
import { PageFrame } from './layout/page-frame.tsx';
import { type PageName, pageNames } from './layout/page-names.ts';
import { Shell } from './layout/shell.tsx';
import { PageSkeleton } from './parts/skeleton.tsx';
import { AppearanceProvider } from './theme/appearance.tsx';

const page = (load: () => Promise<{ Page: ComponentType }>) =>
  lazy(async () => {
    const [{ Page }, { Design }] = await Promise.all([load(), import('./theme/design.tsx')]);
    return {
      default: () => (
        <Design>
          <Page />
        </Design>
      ),
    };
  });

/** Each page is its own file of the build and arrives when it is first opened. */
const pages: Record<PageName, ComponentType> = {
  forecast: page(() => import('./pages/forecast/forecast-page.tsx')),
  funnel: page(() => import('./pages/funnel/funnel-page.tsx')),
  team: page(() => import('./pages/team/team-page.tsx')),
  ideal_customer: page(() => import('./pages/ideal-customer/ideal-customer-page.tsx')),
  data: page(() => import('./pages/data/data-page.tsx')),
};

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // What was refused once is refused again; only a server out of reach is asked anew.
      retry: (failures, error) => error instanceof ApiProblem && error.problem.status === 0 && failures < 1,
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <AppearanceProvider>
        <BrowserRouter>
          <Shell>
            <Routes>
              <Route index element={<Navigate to="/forecast" replace />} />
              {pageNames.map(({ name, path }) => {
                const Page = pages[name];
                return <Route key={name} path={path} element={<PageFrame name={name}>{later(<Page />)}</PageFrame>} />;
              })}
              <Route path="*" element={<NotFound />} />
            </Routes>
          </Shell>
        </BrowserRouter>
      </AppearanceProvider>
    </QueryClientProvider>
  );
}

const later = (content: ReactNode) => <Suspense fallback={<PageSkeleton />}>{content}</Suspense>;
