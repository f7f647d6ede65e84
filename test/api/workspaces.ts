import { type AppOptions, createApp } from '../../api/app.ts';
import { Jobs } from '../../jobs/jobs.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { createDuckDbEngine } from '../../warehouse/engine.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { publish } from '../../warehouse/publish.ts';
import { raw, sql } from '../../warehouse/sql.ts';
import { saveWorkspace } from '../../warehouse/workspace.ts';
import { type Listening, listen } from './support.ts';

/** The day the few deals below stand still at. */
export const now = new Date('2024-07-01T00:00:00Z');

export interface Served extends Listening {
  warehouse: Warehouse;
  options: AppOptions;
  /** What was logged at `error`, in order. */
  errors: unknown[];
}

/** Real Express on a free loopback port over a real DuckDB in memory. `fill` brings the rows in. */
export async function serve(
  fill: (warehouse: Warehouse) => Promise<unknown>,
  given: Partial<Pick<AppOptions, 'models' | 'clientFolder' | 'hosts' | 'clock' | 'checkAnswers'>> = {},
): Promise<Served> {
  const warehouse = await Warehouse.open(':memory:');
  await migrate(warehouse);
  await fill(warehouse);
  const clock = given.clock ?? (() => now);
  const errors: unknown[] = [];
  const log = { info() {}, warn() {}, error: (said: unknown) => errors.push(said) } as unknown as AppOptions['log'];
  const jobs = new Jobs({ warehouse, log, clock });
  const options: AppOptions = {
    warehouse,
    engine: createDuckDbEngine(warehouse, clock),
    models: null,
    jobs,
    version: '0.0.0-test',
    clientFolder: null,
    log,
    checkAnswers: true,
    ...given,
    clock,
  };
  const server = await listen(createApp(options));
  return {
    url: server.url,
    warehouse,
    options,
    errors,
    close: async () => {
      await server.close();
      await jobs.close();
      await warehouse.close();
    },
  };
}

/** What a workspace without any data holds: nothing. */
export const nothing = async (): Promise<void> => {};

/**
 * Five deals of two sellers: won 100 and 300 (closed in May and June), lost 200 (June), open 1,000 and 50; and one load
 * that repaired one value and refused one row.
 */
export async function fewDeals(warehouse: Warehouse): Promise<void> {
  await warehouse.transaction(async (db) => {
    await saveWorkspace(db, { name: 'Few deals', kind: 'loaded', as_of: now.toISOString() });
    await db.execute(raw(rows));
    await db.execute(sql`
      INSERT INTO load_run VALUES ('load-1', 'by hand', 'here', NULL, '2024-07-01', '2024-07-01', 7, 5, 1, 1, 1)`);
    await publish(db);
  });
}

const rows = `
  INSERT INTO dim_team VALUES ('t1', 'North', 'Europe', 'Ada');
  INSERT INTO dim_user VALUES
    ('u1', 'Ben', 't1', NULL, true, '1900-01-01', '9999-12-31'), ('u2', 'Cleo', 't1', NULL, true, '1900-01-01', '9999-12-31');
  INSERT INTO dim_product VALUES ('p1', 'Kiln', 'Heat', 100);
  INSERT INTO dim_account VALUES
    ('a1', 'Acme', 'retail', 'DE', 10, 'small', 1000, 1999, NULL, NULL, '1900-01-01', '9999-12-31');
  INSERT INTO dim_stage VALUES
    ('main', 'engaging', 1, 'open', 'Engaging', '接洽中'), ('main', 'won', 2, 'won', 'Won', '赢单'),
    ('main', 'lost', 3, 'lost', 'Lost', '丢单');
  INSERT INTO dim_opportunity (opportunity_id, opportunity_name, account_id, product_id, created_at, source_system)
    SELECT 'o' || n, 'Deal ' || n, 'a1', 'p1', TIMESTAMP '2024-04-01 09:00:00', 'by hand' FROM range(1, 6) AS numbers (n);
  INSERT INTO opportunity_event
    (opportunity_id, occurred_at, recorded_at, position, cause, stage, amount, close_on, owner_id, source_system)
  SELECT id, moment, moment, place, 'by hand', stage, amount, day, owner, 'by hand' FROM (VALUES
    ('o1', TIMESTAMP '2024-04-01 09:00:00', 0, 'engaging', 100, DATE '2024-05-10', 'u1'),
    ('o2', TIMESTAMP '2024-04-01 09:00:00', 0, 'engaging', 300, DATE '2024-06-10', 'u2'),
    ('o3', TIMESTAMP '2024-04-01 09:00:00', 0, 'engaging', 200, DATE '2024-06-11', 'u1'),
    ('o4', TIMESTAMP '2024-04-01 09:00:00', 0, 'engaging', 1000, DATE '2024-08-01', 'u1'),
    ('o5', TIMESTAMP '2024-04-01 09:00:00', 0, 'engaging', 50, DATE '2024-08-02', NULL),
    ('o1', TIMESTAMP '2024-05-10 12:00:00', 1, 'won', NULL, NULL, NULL),
    ('o2', TIMESTAMP '2024-06-10 12:00:00', 1, 'won', NULL, NULL, NULL),
    ('o3', TIMESTAMP '2024-06-11 12:00:00', 1, 'lost', NULL, NULL, NULL)
  ) AS events (id, moment, place, stage, amount, day, owner);
  INSERT INTO load_repair VALUES ('load-1', 'deals.csv', 2, 'product', 'product_spelling', 'GTXPro', 'GTX Pro');
  INSERT INTO load_quarantine VALUES ('load-1', 'deals.csv', 7, 'amount', 'not_a_number', 'x', '{"amount": "x"}');`;
