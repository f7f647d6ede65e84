import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';

export { sql } from 'kysely';

/** A statement with its bound values: a `` sql`…` `` piece, or anything composed with `compose`. */
export type Sql<Row = unknown> = RawBuilder<Row> | Compilable<Row>;

/** Writes SQL and runs none: for statements whose shape depends on the request. `Tables` types the columns. */
export const compose = <Tables = unknown>(): Kysely<Tables> => writer as Kysely<unknown> as Kysely<Tables>;

const writer = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The text with `$1, $2, …` and the values for them. */
export function sqlText(piece: Sql): { text: string; values: unknown[] } {
  // A composed statement carries its compiler and ignores the one handed in.
  const { sql: text, parameters } = (piece as RawBuilder<unknown>).compile(writer);
  return { text, values: [...parameters] };
}
