import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Database } from '../../src/database/database.js';
import { CANDIDATES } from '../../src/faces/decision/decision.js';
import { searchIndex } from '../../src/faces/gallery/index-search.js';
import { VectorIndex } from '../../src/faces/gallery/vector-index.js';
import type { GalleryModel } from '../../src/faces/gallery/gallery.js';
import { quantile } from '../quality/quantiles.js';
import type { Crowd, Probe } from './crowd.js';
import type { Decide, Name } from './decisions.js';

/** What the index answers when HNSW keeps so many candidates. */
export interface KeptMeasurement {
  kept: number;
  medianMs: number;
  /** Share of probes for which the decision is that of the exact search. */
  sameDecision: number;
  /** Probes for which another person is named than by the exact search. */
  otherPerson: number;
}

/** How many candidates HNSW has to keep, among as many users as there are: searches by the index alone, side by side. */
export async function measureKept(
  { dataSource, database, model }: { dataSource: DataSource; database: Database; model: GalleryModel },
  crowd: Crowd,
  decide: Decide,
  probes: readonly Probe[],
  numbers: readonly number[],
): Promise<KeptMeasurement[]> {
  const index = new VectorIndex(dataSource, database, model, new Logger('Bench'), 'face_half_vectors');
  const results = numbers.map((kept) => ({ kept, ms: [] as number[], same: 0, otherPerson: 0 }));
  for (const { encoding } of probes) {
    const expected: Name = decide(crowd.exact.nearest(encoding, CANDIDATES));
    for (const result of results) {
      const startedAt = performance.now();
      const found = await database.read((manager) =>
        searchIndex(manager, index, model.version, encoding, { limit: CANDIDATES, kept: result.kept }),
      );
      result.ms.push(performance.now() - startedAt);
      const name = decide(found);
      if (name.kind === expected.kind && name.userId === expected.userId) result.same += 1;
      if (name.userId !== null && name.userId !== expected.userId) result.otherPerson += 1;
    }
  }
  return results.map(({ kept, ms, same, otherPerson }) => ({
    kept,
    medianMs: quantile(ms, 0.5),
    sameDecision: same / probes.length,
    otherPerson,
  }));
}
