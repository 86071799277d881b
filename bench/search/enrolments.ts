import type { Database } from '../../src/database/database.js';
import { FaceEncodingsRepository, lockGallery } from '../../src/faces/enrolment/face-encodings.repository.js';
import type { Gallery } from '../../src/faces/gallery/gallery.js';
import type { FaceMatcher } from '../../src/faces/recognition/face-matcher.js';
import type { Crowd } from './crowd.js';

/** MAX_ENCODINGS_PER_USER by default. */
const ENCODINGS_MAX = 5;

export interface EnrolmentTimes {
  ms: number[];
  /** People who were taken for somebody enrolled. */
  duplicates: number;
}

/** The database's part of enrolling new people: the search for their face under another id, and the templates. */
export async function enrolStrangers(
  database: Database,
  gallery: Gallery,
  matcher: FaceMatcher,
  crowd: Crowd,
  model: string,
  count: number,
): Promise<EnrolmentTimes> {
  const repository = new FaceEncodingsRepository(database);
  const times: EnrolmentTimes = { ms: [], duplicates: 0 };
  for (let index = 0; index < count; index += 1) {
    const probe = { encoding: crowd.stranger(), earlier: null, doubt: 'none' as const };
    const userId = `new-${index}`;
    const startedAt = performance.now();
    const encodings = [{ encoding: probe.encoding }];
    await repository.enroll(userId, encodings, model, ENCODINGS_MAX, {
      choose: async (manager) => {
        await matcher.mayJoin(probe, userId, manager);
        await lockGallery(manager);
        if (await matcher.belongsToAnother(probe, userId, manager)) times.duplicates += 1;
        return encodings;
      },
    });
    await gallery.changed(userId);
    times.ms.push(performance.now() - startedAt);
  }
  return times;
}
