import { FUNCTIONS, NUMBERED, type Right, TABLES } from '../../migrations/tables.js';

/** Runs SQL on one connection and returns its rows; fits both pg's client and TypeORM. */
export type RunQuery = <T extends object>(sql: string, parameters?: unknown[]) => Promise<T[]>;

/** What the role that we are lacks. */
export interface Lacks {
  role: string;
  /** What requests need and the role may not: `audit_log: INSERT`. */
  missing: string[];
  /** Tables whose rows row level security hides from the role. */
  hidden: string[];
}

/** What the role that we are may do, and who else may do something. */
export interface Rights extends Lacks {
  isSuperuser: boolean;
  /** May make new tables in the schema in use; null: there is no such schema. */
  canCreate: boolean | null;
  /** Tables and functions of the service that belong to somebody else. */
  foreign: string[];
  /** Other roles that hold rights on a table: `anon on face_encodings`. */
  others: string[];
  /** Anybody may put functions beside ours, which those that run as their owner would then call. */
  publicCreates: boolean;
}

/** Their rights are asked for where they are used: without them searches run in memory. */
const OPTIONAL: ReadonlySet<string> = new Set(['face_vectors', 'face_half_vectors']);

const NEEDED = Object.entries(TABLES)
  .filter(([table]) => !OPTIONAL.has(table))
  .flatMap(([table, rights]: [string, readonly Right[]]) => rights.map((right) => ({ table, right })));

const NAMES = Object.keys(TABLES);

const OUR_FUNCTIONS =
  '^(face_encodings_|face_templates_|face_vectors_|face_half_vectors_|face_encoding_numbers$' +
  '|refresh_enrolled_users$|refresh_face_templates$|fold_gallery_counts$|audit_log_)';

const namesBy =
  (query: RunQuery) =>
  async (sql: string, parameters: unknown[]): Promise<string[]> =>
    (await query<{ name: string }>(sql, parameters)).map(({ name }) => name);

/** Reads only. What does not exist (yet) is not missed. */
export async function readLacks(query: RunQuery): Promise<Lacks> {
  const names = namesBy(query);
  const [self] = await query<{ role: string }>('SELECT current_user AS role');
  return {
    role: self?.role ?? '',
    missing: await names(
      `SELECT n.table_name || ': ' || n.needed AS name
       FROM unnest($1::text[], $2::text[]) AS n (table_name, needed)
       WHERE to_regclass(n.table_name) IS NOT NULL AND NOT has_table_privilege(to_regclass(n.table_name), n.needed)
       UNION ALL
       SELECT p.proname || '(): EXECUTE' FROM pg_proc AS p
       WHERE p.pronamespace = current_schema()::regnamespace AND p.proname = ANY ($3)
         AND NOT has_function_privilege(p.oid, 'EXECUTE')
       UNION ALL
       SELECT s.relname || ': USAGE' FROM pg_class AS s JOIN pg_depend AS d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
       WHERE d.refobjid IN (SELECT to_regclass(name) FROM unnest($4::text[]) AS name)
         AND CASE s.relkind WHEN 'S' THEN NOT has_sequence_privilege(s.oid, 'USAGE, UPDATE') ELSE false END
       ORDER BY 1`,
      [NEEDED.map(({ table }) => table), NEEDED.map(({ right }) => right), FUNCTIONS, NUMBERED],
    ),
    hidden: await names(
      `SELECT c.relname::text AS name FROM pg_class AS c
       WHERE c.oid IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS name) AND row_security_active(c.oid)
         AND NOT EXISTS (
           SELECT FROM pg_policy WHERE polrelid = c.oid AND (
             polroles @> ARRAY[0::oid] OR EXISTS (SELECT FROM unnest(polroles) AS r WHERE r <> 0 AND pg_has_role(r, 'USAGE'))))
       ORDER BY 1`,
      [NAMES],
    ),
  };
}

/** Tables that no request can do without, and that are not there, or out of reach. */
export async function readAbsent(query: RunQuery): Promise<string[]> {
  return namesBy(query)(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL ORDER BY 1',
    [NAMES.filter((table) => !OPTIONAL.has(table))],
  );
}

/** Reads only. Tables that do not exist yet are not missed. */
export async function readRights(query: RunQuery): Promise<Rights> {
  const [self] = await query<{ superuser: boolean; create: boolean | null; public: boolean }>(
    `SELECT rolsuper AS superuser, has_schema_privilege(current_schema(), 'CREATE') AS create,
            EXISTS (
              SELECT FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
              WHERE nspname = current_schema() AND grantee = 0 AND privilege_type = 'CREATE') AS public
     FROM pg_roles WHERE rolname = current_user`,
  );
  const names = namesBy(query);
  return {
    ...(await readLacks(query)),
    isSuperuser: self?.superuser ?? false,
    canCreate: self?.create ?? null,
    publicCreates: self?.public ?? false,
    foreign: await names(
      `SELECT c.relname::text AS name FROM pg_class AS c
       WHERE c.oid IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS name) AND NOT pg_has_role(c.relowner, 'USAGE')
       UNION ALL
       SELECT p.proname || '()' FROM pg_proc AS p
       WHERE p.pronamespace = current_schema()::regnamespace AND p.proname ~ $2 AND NOT pg_has_role(p.proowner, 'USAGE')
       ORDER BY 1`,
      [NAMES, OUR_FUNCTIONS],
    ),
    others: await names(
      `SELECT DISTINCT coalesce(r.rolname::text, 'everybody') || ' on ' || c.relname AS name
       FROM pg_class AS c CROSS JOIN aclexplode(c.relacl) AS held LEFT JOIN pg_roles AS r ON r.oid = held.grantee
       WHERE c.oid IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS name) AND held.grantee <> c.relowner
         AND (r.rolname IS NULL OR r.rolname <> current_user)
       ORDER BY 1`,
      [NAMES],
    ),
  };
}
