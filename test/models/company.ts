import { createRandom } from '../../models/maths/random.ts';
import { appendColumns, type ColumnValues } from '../../warehouse/append.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { publish } from '../../warehouse/publish.ts';
import { raw } from '../../warehouse/sql.ts';
import { saveWorkspace } from '../../warehouse/workspace.ts';

const day = 86_400_000;
const stages = ['talk', 'offer', 'contract'];

/**
 * A small company with a full history: `deals` opportunities over 30 months, of two teams and six people. A deal moves week
 * by week; being spoken with lately, a good salesperson and a referral help it to be won. `signal: false`: nothing helps.
 */
export async function company({
  deals = 1500,
  seed = 1,
  signal = true,
} = {}): Promise<{ warehouse: Warehouse; now: Date }> {
  const random = createRandom(seed);
  const now = new Date('2026-06-10T12:00:00Z');
  const start = now.getTime() - 900 * day;
  const warehouse = await Warehouse.open(':memory:', { threads: 2 });
  await migrate(warehouse);

  const opportunity: unknown[][] = [];
  const event: unknown[][] = [];
  const activity: unknown[][] = [];
  for (let i = 0; i < deals; i++) {
    const id = `d${i}`;
    const skill = i % 6;
    const owner = `u${skill}`;
    const referral = random.uniform() < 0.3;
    const createdAt = start + Math.floor(random.uniform() * 890 * day);
    const amount = Math.round(Math.exp(9 + 0.6 * random.normal()));
    opportunity.push([id, `Deal ${i}`, `a${i % 200}`, `p${i % 3}`, referral ? 'referral' : 'website', createdAt]);
    let stage = 0;
    let dueOn = new Date(createdAt + 60 * day);
    const say = (at: number, what: { stage?: string; amount?: number; close_on?: string; cause: string }) =>
      event.push([
        id,
        at,
        event.length,
        owner,
        what.cause,
        what.stage ?? null,
        what.amount ?? null,
        what.close_on ?? null,
      ]);
    say(createdAt, { stage: stages[0], amount, close_on: isoDay(dueOn), cause: 'created' });
    for (let at = createdAt + (1 + 5 * random.uniform()) * day; at < now.getTime(); at += 7 * day) {
      const spoken = random.uniform() < 0.5;
      if (spoken) {
        const inbound = random.uniform() < 0.5;
        activity.push([
          `x${activity.length}`,
          random.uniform() < 0.5 ? 'call' : 'meeting',
          inbound,
          at - day * random.uniform(),
          owner,
          id,
          `c${i}-${activity.length % 3}`,
        ]);
      }
      const lift = signal ? (spoken ? 0.9 : -0.7) + (skill - 2.5) * 0.25 + (referral ? 0.6 : -0.25) : 0;
      const [on, off] = [0.22 * Math.exp(lift), 0.1 * Math.exp(-lift)];
      const draw = random.uniform() * (1 + on + off);
      if (at > dueOn.getTime()) {
        dueOn = new Date(at + 30 * day);
        say(at, { close_on: isoDay(dueOn), cause: 'updated' });
      }
      if (draw < off) {
        say(at + 1000, { stage: 'lost', cause: 'closed' });
        break;
      }
      if (draw < off + on) {
        stage += 1;
        say(at + 1000, { stage: stages[stage] ?? 'won', cause: stage === 3 ? 'closed' : 'moved' });
        if (stage === 3) break;
      }
    }
  }

  await warehouse.transaction(async (db) => {
    await db.execute(
      raw(`
      INSERT INTO dim_stage VALUES ('p', 'talk', 1, 'open', 'Talk', '沟通'), ('p', 'offer', 2, 'open', 'Offer', '报价'),
        ('p', 'contract', 3, 'open', 'Contract', '合同'), ('p', 'won', 4, 'won', 'Won', '赢单'), ('p', 'lost', 5, 'lost', 'Lost', '输单');
      INSERT INTO dim_team VALUES ('t0', 'North', 'north', NULL), ('t1', 'South', 'south', NULL);
      INSERT INTO dim_user SELECT 'u' || i, 'Person ' || i, 't' || (i % 2), NULL, true, TIMESTAMP '1900-01-01', TIMESTAMP '9999-12-31' FROM range(6) t(i);
      INSERT INTO dim_product SELECT 'p' || i, 'Product ' || i, 'family', 10000 FROM range(3) t(i);
      INSERT INTO dim_account SELECT 'a' || i, 'Account ' || i, ['retail', 'energy', 'finance'][1 + i % 3], 'DE', 50 * i, 'small', NULL, NULL, NULL, NULL, TIMESTAMP '1900-01-01', TIMESTAMP '9999-12-31' FROM range(200) t(i);
      INSERT INTO fct_quota SELECT 'u' || i, 't' || (i % 2), m, ((year(m) - 1970) * 12 + month(m) - 1)::SMALLINT, 50000
        FROM range(6) t(i), (SELECT unnest(range(DATE '2024-01-01', DATE '2027-01-01', INTERVAL 1 MONTH))::DATE AS m)`),
    );
    const put = (table: string, rows: unknown[][], shape: (row: unknown[]) => unknown[]) => {
      const shaped = rows.map(shape);
      if (shaped.length === 0) return 0;
      return appendColumns(
        db.connection,
        table,
        (shaped[0] ?? []).map((_, c) => shaped.map((row) => row[c])) as ColumnValues[],
      );
    };
    await put('dim_opportunity', opportunity, ([id, name, account, product, source, at]) => [
      id,
      name,
      account,
      product,
      source,
      null,
      null,
      null,
      at,
      false,
      false,
      null,
      'test',
    ]);
    await put('opportunity_event', event, ([id, at, position, owner, cause, stage, amount, due]) => [
      id,
      at,
      at,
      position,
      owner,
      cause,
      stage,
      amount,
      amount,
      'USD',
      due,
      owner,
      null,
      null,
      null,
      'test',
    ]);
    await put('fct_activity', activity, ([id, kind, inbound, at, owner, deal, contact]) => {
      const on = new Date(at as number);
      const month = (on.getUTCFullYear() - 1970) * 12 + on.getUTCMonth();
      return [
        id,
        kind,
        inbound ? 'inbound' : 'outbound',
        at,
        isoDay(on),
        month,
        owner,
        null,
        null,
        contact,
        deal,
        null,
        true,
        null,
        null,
        'test',
      ];
    });
    await saveWorkspace(db, { kind: 'demo', name: 'Test', as_of: now.toISOString() });
    await publish(db);
  });
  return { warehouse, now };
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10);
