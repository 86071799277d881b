import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import { ProtectionMatrix } from '../embedding/protection/protection-matrix.js';
import { keySuffix, suffixOf, withoutSuffix } from '../embedding/protection/template-key.js';

/** Rows in one transaction: an interruption costs no more, and nobody waits for it longer than a second. */
const BATCH = 100;

/** What a version says of its key; empty for a plain one. */
const SUFFIX = `coalesce(substring(model FROM '/key-[0-9a-f]{8}$'), '')`;

/** Encodings of a key that was not given would stay what they are, and be nobody's under the new one. */
class UnknownKeyError extends Error {
  constructor({ suffix, encodings }: { suffix: string; encodings: string }) {
    super(
      `${encodings} encodings are under ${suffix.slice(1)}, which is neither TEMPLATE_KEY nor TEMPLATE_KEY_PREVIOUS: nothing was changed`,
    );
    this.name = 'UnknownKeyError';
  }
}

export interface RotationKeys {
  /** TEMPLATE_KEY; undefined: encodings become plain again. */
  key: Uint8Array | undefined;
  /** TEMPLATE_KEY_PREVIOUS, of what is stored under it. */
  previous: Uint8Array | undefined;
}

interface StoredRow {
  id: number;
  model: string;
  encoding: unknown;
}

/**
 * Brings every encoding under the new key: those of the previous one and, where there is a new one, the plain ones too. Nobody
 * needs a new photograph, since both are the same encoding turned. Rows that are done say so in their model: interrupted, it
 * goes on where it was.
 * @param onProgress rows done so far @returns rows done.
 * @throws UnknownKeyError before anything is changed, when something is stored under a third key; AppError DB_UNAVAILABLE
 */
export async function rotateKeys(
  database: Database,
  { key, previous }: RotationKeys,
  onProgress: (rows: number) => void,
): Promise<number> {
  const turn = new Turn(key, previous);
  await refuseOtherKeys(database, [turn.target, ...turn.sources]);
  let done = 0;
  let after: number | null = 0;
  while (after !== null) {
    const from: number = after;
    after = await database.transaction(async (manager) => {
      const rows = await readRows(manager, from, turn.sources);
      const turned = rows.flatMap((row) => turn.of(row) ?? []);
      await writeRows(manager, turned);
      done += turned.length;
      return rows.length < BATCH ? null : (rows.at(-1)?.id ?? null);
    });
    onProgress(done);
  }
  return done;
}

/** From one key to another; matrices are made once for each dimension. */
class Turn {
  /** Suffixes of the versions that are turned. */
  readonly sources: readonly string[];
  readonly target: string;
  private readonly matrices = new Map<string, ProtectionMatrix>();

  constructor(
    private readonly key: Uint8Array | undefined,
    private readonly previous: Uint8Array | undefined,
  ) {
    this.target = key === undefined ? '' : keySuffix(key);
    const ofPrevious = previous === undefined ? [] : [keySuffix(previous)];
    this.sources = (key === undefined ? ofPrevious : ['', ...ofPrevious]).filter(
      (each) => each !== this.target,
    );
  }

  /** Null for what is no encoding, which stays as it is. */
  of({ id, model, encoding }: StoredRow): StoredRow | null {
    if (!isEncoding(encoding)) return null;
    const plain =
      this.previous !== undefined && suffixOf(model) !== ''
        ? this.matrix('previous', this.previous, encoding.length).reveal(encoding)
        : encoding;
    const turned = this.key === undefined ? plain : this.matrix('new', this.key, plain.length).protect(plain);
    // As enrolments are stored: enough to read back the same 32-bit float.
    const numbers = Array.from(turned, (value) => Number(value.toPrecision(9)));
    return { id, model: withoutSuffix(model) + this.target, encoding: numbers };
  }

  private matrix(name: string, key: Uint8Array, dimension: number): ProtectionMatrix {
    const known = this.matrices.get(`${name} ${dimension}`);
    if (known) return known;
    const matrix = ProtectionMatrix.derive(key, dimension);
    this.matrices.set(`${name} ${dimension}`, matrix);
    return matrix;
  }
}

async function refuseOtherKeys(database: Database, known: readonly string[]): Promise<void> {
  const [other] = await database.read((manager) =>
    manager.query<{ suffix: string; encodings: string }[]>(
      `SELECT ${SUFFIX} AS suffix, count(*) AS encodings FROM face_encodings
       WHERE ${SUFFIX} <> ALL ($1) GROUP BY 1 ORDER BY 2 DESC LIMIT 1`,
      // Plain ones may wait: without a new key nothing is done to them.
      [['', ...known]],
    ),
  );
  if (other !== undefined) throw new UnknownKeyError(other);
}

function isEncoding(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => Number.isFinite(each));
}

function readRows(manager: EntityManager, after: number, suffixes: readonly string[]): Promise<StoredRow[]> {
  return manager.query<StoredRow[]>(
    `SELECT id, model, encoding FROM face_encodings
     WHERE id > $1 AND ${SUFFIX} = ANY ($2)
     ORDER BY id LIMIT $3 FOR UPDATE`,
    [after, suffixes, BATCH],
  );
}

async function writeRows(manager: EntityManager, rows: readonly StoredRow[]): Promise<void> {
  await manager.query(
    `UPDATE face_encodings SET encoding = turned.encoding, model = turned.model
     FROM jsonb_to_recordset($1) AS turned (id integer, model varchar, encoding jsonb)
     WHERE face_encodings.id = turned.id`,
    [JSON.stringify(rows)],
  );
}
