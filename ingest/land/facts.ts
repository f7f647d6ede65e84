import type { EntityName } from '../../crm/entities/entity.ts';
import type { Db } from '../../warehouse/database.ts';
import { raw, type Sql, sql } from '../../warehouse/sql.ts';
import type { Mapping } from '../mapping.ts';
import type { Keys } from '../settle.ts';
import type { Staged } from '../staged.ts';
import { resolve } from './references.ts';
import { insertColumns, removeSame, valueOr } from './replace.ts';

interface Context {
  readonly keys: ReadonlyMap<EntityName, Keys>;
  readonly mapping: Mapping;
}

/** Leads, in order of creation. */
export async function landLeads(db: Db, staged: Staged, { keys, mapping }: Context): Promise<void> {
  await removeSame(db, 'fct_lead', { key: 'lead_id', staged });
  const { from, idOf } = resolve(staged, keys);
  const text = (name: string) => [name, valueOr(staged, name, 'VARCHAR')] as const;
  const moment = (name: string) => [name, valueOr(staged, name, 'TIMESTAMP')] as const;
  const owner = idOf('owner_id');
  await db.execute(
    insertColumns(
      'fct_lead',
      [
        ...['lead_id', 'lead_name', 'company_name', 'source', 'industry', 'country', 'size_band', 'reject_reason'].map(
          text,
        ),
        ...['created_at', 'first_response_at', 'qualified_at', 'converted_at', 'rejected_at'].map(moment),
        ...dayKeys('created', mapping),
        ['campaign_id', idOf('campaign_id')],
        ['owner_id', owner],
        ['team_id', teamOf(owner, 'created')],
        ['opportunity_id', idOf('opportunity_id')],
        ['source_system', sql`${mapping.source_system}`],
      ],
      sql`${from} ORDER BY row.v_created_at`,
    ),
  );
}

/** Activities, in order of time. Meetings, visits and calls have two sides unless the source says otherwise. */
export async function landActivities(db: Db, staged: Staged, { keys, mapping }: Context): Promise<void> {
  await removeSame(db, 'fct_activity', { key: 'activity_id', staged });
  const { from, idOf } = resolve(staged, keys);
  const text = (name: string) => [name, valueOr(staged, name, 'VARCHAR')] as const;
  const owner = idOf('owner_id');
  await db.execute(
    insertColumns(
      'fct_activity',
      [
        ...['activity_id', 'kind', 'direction', 'outcome'].map(text),
        ['started_at', valueOr(staged, 'started_at', 'TIMESTAMP')],
        ...dayKeys('started', mapping),
        ['owner_id', owner],
        ['team_id', teamOf(owner, 'started')],
        ['account_id', idOf('account_id')],
        ['contact_id', idOf('contact_id')],
        ['opportunity_id', idOf('opportunity_id')],
        ['lead_id', idOf('lead_id')],
        [
          'is_two_way',
          sql`coalesce(${valueOr(staged, 'is_two_way', 'BOOLEAN')},
            row.v_kind IN ('meeting', 'visit', 'call') OR ${valueOr(staged, 'direction', 'VARCHAR')} = 'inbound', false)`,
        ],
        ['duration_minutes', valueOr(staged, 'duration_minutes', 'INTEGER')],
        ['source_system', sql`${mapping.source_system}`],
      ],
      sql`${from} ORDER BY row.v_started_at`,
    ),
  );
}

/** `<what>_on` and `<what>_month` of `<what>_at`, in the workspace's zone. */
function dayKeys(what: string, { time_zone }: Mapping): (readonly [string, Sql])[] {
  const moment = raw(`row.v_${what}_at`);
  const day =
    time_zone === 'UTC' ? sql`${moment}::DATE` : sql`((${moment} AT TIME ZONE 'UTC') AT TIME ZONE ${time_zone})::DATE`;
  return [
    [`${what}_on`, day],
    [`${what}_month`, sql`((year(${day}) - 1970) * 12 + month(${day}) - 1)::SMALLINT`],
  ];
}

const teamOf = (owner: Sql, what: string): Sql => sql`(
  SELECT any_value(dim_user.team_id) FROM dim_user WHERE dim_user.user_id = ${owner}
    AND dim_user.valid_from <= ${raw(`row.v_${what}_at`)} AND ${raw(`row.v_${what}_at`)} < dim_user.valid_to)`;
