// The import table of docs/architecture.md as rules: data and imports flow one way.
const rooms = {
  crm: [],
  warehouse: ['crm'],
  ingest: ['crm', 'warehouse'],
  models: ['warehouse'],
  jobs: ['ingest', 'models', 'warehouse', 'crm'],
  api: ['crm', 'warehouse', 'ingest', 'models', 'jobs'],
  dashboards: [],
};
const everyRoom = Object.keys(rooms);

const roomRules = everyRoom.map((room) => {
  const barred = everyRoom.filter((other) => other !== room && !rooms[room].includes(other));
  return {
    name: `${room}-imports`,
    severity: 'error',
    from: { path: `^${room}/` },
    to: {
      path: `^(${[...barred, 'test', 'bench', 'main\\.ts'].join('|')})(/|$)`,
      // The client may read entity and metric definitions and the API's contracts: shapes, never a database.
      ...(room === 'dashboards' ? { pathNot: '^(crm/entities|warehouse/metrics|api/contracts)/' } : {}),
    },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'warehouse-knows-entity-metadata-only',
      severity: 'error',
      from: { path: '^warehouse/' },
      to: { path: '^crm/', pathNot: '^crm/entities/' },
    },
    {
      name: 'definitions-touch-no-disk-or-engine',
      comment: 'Entity and metric definitions and contracts are read by the browser too.',
      severity: 'error',
      from: { path: '^(crm/entities|warehouse/metrics|api/contracts)/' },
      to: { path: '^(node:|node_modules/(@duckdb|pg|express))|^(fs|path|worker_threads)$' },
    },
    {
      name: 'tensors-live-in-models',
      severity: 'error',
      from: { pathNot: '^(models|test|bench)/' },
      to: { path: 'node_modules/@tensorflow' },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dashboards/dist|\\.runtime|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
