import type { EntityManager } from 'typeorm';
import { comparableVersions } from '../embedding/models/comparable-versions.js';
import type { GalleryModel, GallerySize } from './gallery.js';
import type { Fingerprint, StoredTemplate } from './template-matrix.js';

interface TemplateRow {
  user_id: string;
  encodings: number;
  template: number[];
  change: string;
}

const TEMPLATE_COLUMNS = 'user_id, encodings, to_json(template) AS template, change';

/** The templates of these users that exist. */
export async function readTemplates(
  manager: EntityManager,
  model: string,
  userIds: readonly string[],
): Promise<StoredTemplate[]> {
  const rows = await manager.query<TemplateRow[]>(
    `SELECT ${TEMPLATE_COLUMNS} FROM face_templates WHERE model = $1 AND user_id = ANY ($2) AND encodings > 0`,
    [model, userIds],
  );
  return rows.map(toTemplate);
}

/** The next templates after `after` by user id; fewer than `limit` at the end. */
export async function readTemplatePage(
  manager: EntityManager,
  model: string,
  after: string | null,
  limit: number,
): Promise<StoredTemplate[]> {
  const rows = await manager.query<TemplateRow[]>(
    `SELECT ${TEMPLATE_COLUMNS} FROM face_templates
     WHERE model = $1 AND ($2::varchar IS NULL OR user_id > $2) AND encodings > 0 ORDER BY user_id LIMIT $3`,
    [model, after, limit],
  );
  return rows.map(toTemplate);
}

/** Which state each user's template is in. */
export async function readChanges(manager: EntityManager, model: string): Promise<Map<string, number>> {
  const rows = await manager.query<Pick<TemplateRow, 'user_id' | 'change'>[]>(
    'SELECT user_id, change FROM face_templates WHERE model = $1 AND encodings > 0',
    [model],
  );
  return new Map(rows.map((row) => [row.user_id, Number(row.change)]));
}

export async function readFingerprint(manager: EntityManager, model: string): Promise<Fingerprint> {
  const [row] = await manager.query<{ users: string; changes: string }[]>(
    `SELECT count(*) AS users, coalesce(sum(change), 0) AS changes
     FROM face_templates WHERE model = $1 AND encodings > 0`,
    [model],
  );
  return { users: Number(row?.users ?? 0), changes: BigInt(row?.changes ?? 0) };
}

/** From the counts that the database keeps: the cost does not grow with the gallery. */
export async function readSize(manager: EntityManager, model: GalleryModel): Promise<GallerySize> {
  const rows = await manager.query<{ subject: 'users' | 'encodings'; count: string }[]>(
    `SELECT subject, sum(change) AS count FROM gallery_counts WHERE models && $1::varchar[] AND NOT models && $2::varchar[]
     GROUP BY subject`,
    [comparableVersions(model), model.yieldsTo ? comparableVersions(model.yieldsTo) : []],
  );
  const count = (subject: string) => Number(rows.find((row) => row.subject === subject)?.count ?? 0);
  return { users: count('users'), encodings: count('encodings') };
}

const toTemplate = (row: TemplateRow): StoredTemplate => ({
  userId: row.user_id,
  encodings: row.encodings,
  mean: Float32Array.from(row.template),
  change: Number(row.change),
});
