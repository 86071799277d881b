import type { Database } from '../../database/database.js';
import { comparableVersions } from '../embedding/models/comparable-versions.js';
import type { GalleryModel } from './gallery.js';

/** Users per statement: well within the statement timeout, even on the embedded database. */
const FILL_BATCH = 100;

/**
 * Tells the database which encodings make up this model's templates, and has it make those of the encodings that were
 * there before. Afterwards the database keeps them by itself.
 * @param onProgress users done so far
 */
export async function registerModel(
  database: Database,
  model: GalleryModel,
  onProgress: (users: number) => void,
): Promise<void> {
  const sources = comparableVersions(model);
  const yieldsTo = model.yieldsTo?.version ?? null;
  const unfilled = await database.transaction(async (manager) => {
    const known = await manager.query<{ encoding_model: string; filled: boolean }[]>(
      `SELECT encoding_model, filled FROM face_template_sources
       WHERE template_model = $1 AND dimension = $2 AND yields_to IS NOT DISTINCT FROM $3`,
      [model.version, model.dimension, yieldsTo],
    );
    if (
      known.length === sources.length &&
      known.every(({ encoding_model }) => sources.includes(encoding_model))
    ) {
      return known.some(({ filled }) => !filled);
    }
    // Enrolments under way would miss the new sources in their triggers: they finish first, others wait for the commit.
    await manager.query('LOCK TABLE face_encodings IN SHARE ROW EXCLUSIVE MODE');
    await manager.query('DELETE FROM face_template_sources WHERE template_model = $1', [model.version]);
    await manager.query(
      `INSERT INTO face_template_sources (template_model, encoding_model, dimension, yields_to)
       SELECT $1, unnest($2::varchar[]), $3, $4`,
      [model.version, sources, model.dimension, yieldsTo],
    );
    return true;
  });
  if (!unfilled) return;
  await fill(database, onProgress);
  await database.transaction((manager) =>
    manager.query('UPDATE face_template_sources SET filled = true WHERE template_model = $1', [
      model.version,
    ]),
  );
}

async function fill(database: Database, onProgress: (users: number) => void): Promise<void> {
  let done = 0;
  for (let after: string | null = null; ;) {
    const batch: { user_id: string }[] = await database.read((manager) =>
      manager.query(
        `SELECT user_id FROM enrolled_users WHERE $1::varchar IS NULL OR user_id > $1 ORDER BY user_id LIMIT $2`,
        [after, FILL_BATCH],
      ),
    );
    const userIds = batch.map(({ user_id }) => user_id);
    const last = userIds.at(-1);
    if (last === undefined) return;
    await database.transaction((manager) => manager.query('SELECT refresh_face_templates($1)', [userIds]));
    done += userIds.length;
    onProgress(done);
    after = last;
  }
}
