import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { forecastQuery, workspaceQuery } from './api/queries.ts';
import { ApiProblem } from './api/request.ts';
import { NotFound } from './layout/not-found.tsx';
import { PageFrame } from './layout/page-frame.tsx';
import { type PageName, pageNames } from './layout/page-names.ts';
import { Shell } from './layout/shell.tsx';
import { PageSkeleton } from './parts/skeleton.tsx';
import { AppearanceProvider } from './theme/appearance.tsx';

const page = (load: LoadPage) =>
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

type LoadPage = () => Promise<{ Page: ComponentType }>;

/** Each page is its own file of the build and arrives when it is first opened. */
const loads: Record<PageName, LoadPage> = {
  forecast: () => import('./pages/forecast/forecast-page.tsx'),
  funnel: () => import('./pages/funnel/funnel-page.tsx'),
  team: () => import('./pages/team/team-page.tsx'),
  ideal_customer: () => import('./pages/ideal-customer/ideal-customer-page.tsx'),
  data: () => import('./pages/data/data-page.tsx'),
};

const pages: Record<PageName, ComponentType> = {
  forecast: page(loads.forecast),
  funnel: page(loads.funnel),
  team: page(loads.team),
  ideal_customer: page(loads.ideal_customer),
  data: page(loads.data),
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

/** Starts all the first page will ask for side by side; else each would wait for the one before. */
export function warmUp(path: string): void {
  const name = pageNames.find((each) => path.startsWith(each.path))?.name ?? 'forecast';
  void queryClient.prefetchQuery(workspaceQuery);
  if (name === 'forecast') void queryClient.prefetchQuery(forecastQuery);
  const ahead = [loads[name], () => import('./theme/design.tsx'), () => import('./parts/vega-chart.tsx')];
  // A file that does not arrive is asked for again, and its failure shown, by the page itself.
  for (const load of ahead) load().catch(() => undefined);
}

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
