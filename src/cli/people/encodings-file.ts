import { z } from 'zod';
import { firstLineOf } from '../../common/reason-of.js';
import { ownIdFault } from '../../common/user-id.js';
import { LEGACY_MODEL } from '../../faces/enrolment/face-encoding.entity.js';
import type { AdoptedEncoding } from '../../faces/enrolment/face-encodings.repository.js';

/** `format` of this service's own export. */
export const EXPORT_FORMAT = 'twoinone-ml-encodings';
export const EXPORT_VERSION = 1;

const userId = z.string().check(({ value, issues }) => {
  const fault = ownIdFault(value);
  if (fault !== undefined) issues.push({ code: 'custom', input: value, message: `a user's id ${fault}` });
});
const numbers = z.array(z.number());

const ownExport = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  encodings: z.array(
    z.object({
      user_id: userId,
      model: z.string().min(1).max(100),
      created_at: z.string().nullable(),
      encoding: numbers,
    }),
  ),
});
/** What is commonly pickled beside face_recognition: two lists of the same length. */
const parallelLists = z
  .object({ encodings: z.array(numbers), names: z.array(userId) })
  .refine(({ encodings, names }) => encodings.length === names.length, 'has not as many names as encodings');
/** Rows of the old table, or of a table like it. */
const rows = z.array(
  z
    .object({
      user_id: userId.optional(),
      name: userId.optional(),
      encoding: numbers,
      created_at: z.string().nullish(),
    })
    .refine((row) => (row.user_id ?? row.name) !== undefined, 'has neither user_id nor name'),
);
const byPerson = z.record(userId, z.union([numbers, z.array(numbers)]));

/** Each user's encodings, in the order of the file. */
export type EncodingsByUser = Map<string, AdoptedEncoding[]>;

/**
 * Reads an export of this service, or encodings of Python's face_recognition in any of the shapes that people keep them
 * in: `{person: encoding}`, `{person: [encoding, …]}`, `{encodings, names}`, or a list of `{user_id or name, encoding}`.
 * @throws Error naming the first fault
 */
export function readEncodingsFile(text: string): EncodingsByUser {
  const json = parseJson(text);
  const byUser: EncodingsByUser = new Map();
  for (const { userId: id, ...encoding } of entriesOf(json)) {
    const known = byUser.get(id);
    if (known) known.push(encoding);
    else byUser.set(id, [encoding]);
  }
  return byUser;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Not an export that can be read: not JSON (${firstLineOf(error)})`, { cause: error });
  }
}

function entriesOf(json: unknown): ({ userId: string } & AdoptedEncoding)[] {
  const model = LEGACY_MODEL;
  if (isObject(json) && json['format'] === EXPORT_FORMAT) {
    return check(ownExport, json).encodings.map((row) => ({
      userId: row.user_id,
      model: row.model,
      encoding: row.encoding,
      createdAt: row.created_at ?? undefined,
    }));
  }
  if (Array.isArray(json)) {
    return check(rows, json).map(({ user_id, name, encoding, created_at }) => ({
      userId: user_id ?? name ?? '',
      model,
      encoding,
      createdAt: created_at ?? undefined,
    }));
  }
  if (isObject(json) && Array.isArray(json['names']) && Array.isArray(json['encodings'])) {
    const { encodings, names } = check(parallelLists, json);
    return names.map((name, index) => ({ userId: name, model, encoding: encodings[index] ?? [] }));
  }
  return Object.entries(check(byPerson, json)).flatMap(([id, value]) =>
    (isList(value) ? value : [value]).map((encoding) => ({ userId: id, model, encoding })),
  );
}

function check<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`Not an export that can be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: number[] | number[][]): value is number[][] {
  return Array.isArray(value[0]);
}
