import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The web client: `dashboards/app` → `dashboards/dist`. `npx vite` serves it beside an API at `DEALCAST_API`. */
export default defineConfig({
  root: 'dashboards/app',
  plugins: [react()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2023',
    // Vega arrives on demand, after the first paint; its size is known and no surprise.
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env.DEALCAST_API ?? 'http://127.0.0.1:4400' },
  },
});
