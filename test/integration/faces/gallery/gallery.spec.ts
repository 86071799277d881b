import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { direction, euclideanDistance, meanTemplate } from '../../../../src/faces/decision/template.js';
import type { Gallery } from '../../../../src/faces/gallery/gallery.js';
import { openGallery } from '../../../../src/faces/gallery/open-gallery.js';
import { GalleryBackend, TEST_MODEL } from '../../../support/database/gallery-backends.js';
import { PrivatePostgres, whyNoPgvector, whyNoPostgres } from '../../../support/servers/private-postgres.js';
import { eventually } from '../../../support/eventually.js';
import { syntheticEncodings } from '../../../support/people/synthetic-people.js';
import { withHeldTimeouts } from '../../../support/held-timeouts.js';

const { vector, near, encodingsOf } = syntheticEncodings(4, TEST_MODEL.dimension);

const backends = [
  { name: 'the embedded database', kind: 'pgvector', skip: null, server: null },
  { name: 'PostgreSQL with pgvector', kind: 'pgvector', skip: whyNoPgvector(), server: { pgvector: true } },
  { name: 'PostgreSQL without pgvector', kind: 'memory', skip: whyNoPostgres(), server: { pgvector: false } },
] as const;

describe.each(backends)('the gallery on $name', ({ name, kind, skip, server }) => {
  if (skip !== null) {
    console.warn(`SKIPPED: the gallery on ${name}: ${skip}`);
    it.skip(`skipped: ${skip}`, () => undefined);
    return;
  }
  let postgres: PrivatePostgres | null = null;
  let backend: GalleryBackend;
  let gallery: Gallery;

  beforeAll(async () => {
    postgres = server ? await PrivatePostgres.start({ ...server, fsync: false }) : null;
    backend = await GalleryBackend.start(postgres?.url);
    gallery = await openGallery(backend.dataSource, backend.database, TEST_MODEL, { memoryMaxUsers: 10_000 });
  });

  afterAll(async () => {
    await gallery.close();
    await backend.stop();
    await postgres?.stop();
  });

  beforeEach(async () => {
    await backend.empty();
    await gallery.changed('');
  });

  const nearest = async (probe: Float32Array, limit = 3) =>
    (await gallery.search(direction(probe), limit)).map(({ userId }) => userId);

  it(`searches with ${kind}`, () => {
    expect(gallery.kind).toBe(kind);
  });

  it('finds nobody in an empty gallery', async () => {
    expect(await gallery.search(vector(), 3)).toEqual([]);
    expect(await gallery.size()).toEqual({ users: 0, encodings: 0 });
    expect(await gallery.templateOf('nobody')).toBeNull();
  });

  it('agrees with distances to the means computed one by one', async () => {
    const people = new Map(
      Array.from({ length: 300 }, (_, index) => [`user-${index}`, encodingsOf(vector(), 1 + (index % 5))]),
    );
    await backend.insert(people);
    await eventually(async () => expect((await gallery.size()).users).toBe(300));
    expect((await gallery.size()).encodings).toBe(900);
    for (let round = 0; round < 50; round += 1) {
      const probe = direction(
        round % 2 === 0 ? vector() : near(people.get(`user-${round}`)?.[0] ?? vector()),
      );
      const expected = [...people]
        .map(([userId, encodings]) => ({
          userId,
          distance: euclideanDistance(probe, meanTemplate(encodings)),
          encodings: encodings.length,
        }))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, 5);
      const candidates = await gallery.search(probe, 5);
      expect(candidates.map(({ userId }) => userId)).toEqual(expected.map(({ userId }) => userId));
      candidates.forEach(({ distance, encodings }, index) => {
        expect(distance).toBeCloseTo(expected[index]?.distance ?? Number.NaN, 5);
        expect(encodings).toBe(expected[index]?.encodings);
      });
    }
  });

  it('sees enrolment, replacement and deletion at once', async () => {
    const [ann, ben] = [vector(), vector()];
    await backend.enroll('ann', encodingsOf(ann, 2));
    await backend.enroll('ben', encodingsOf(ben, 1));
    await Promise.all(['ann', 'ben'].map((userId) => gallery.changed(userId)));
    expect(await nearest(ann)).toEqual(['ann', 'ben']);

    const newAnn = vector();
    await backend.enroll('ann', encodingsOf(newAnn, 5));
    await gallery.changed('ann');
    const [found] = await gallery.search(direction(newAnn), 1);
    expect(found).toMatchObject({ userId: 'ann', encodings: 5 });
    expect(found?.distance).toBeLessThan(0.3);

    await backend.repository.deleteByUser('ann');
    await gallery.changed('ann');
    expect(await nearest(newAnn)).toEqual(['ben']);
    expect(await gallery.templateOf('ann')).toBeNull();
    expect(await gallery.size()).toEqual({ users: 1, encodings: 1 });
  });

  it('a transaction’s search sees what nobody was told of yet', async () => {
    const [ann, ben] = [vector(), vector()];
    await backend.insert(new Map([['ann', [ann]]]));
    await gallery.changed('ann');
    await backend.insert(new Map([['gone', [ann]]]));
    await gallery.changed('gone');
    const found = await backend.database.transaction(async (manager) => {
      await manager.query('INSERT INTO face_encodings (user_id, encoding, model) VALUES ($1, $2, $3)', [
        'ben',
        JSON.stringify([...ben]),
        TEST_MODEL.version,
      ]);
      await manager.query(`DELETE FROM face_encodings WHERE user_id = 'gone'`);
      return gallery.searchWithin(manager, direction(ben), 5);
    });
    expect(found.map(({ userId }) => userId)).toEqual(['ben', 'ann']);
    expect(found[0]).toMatchObject({ encodings: 1 });
    expect(found[0]?.distance).toBeCloseTo(0, 5);
    expect(found[1]?.distance).toBeCloseTo(euclideanDistance(direction(ben), direction(ann)), 5);
  });

  it('never names who was deleted, even before this process was told', async () => {
    const ann = vector();
    await backend.enroll('ann', encodingsOf(ann, 2));
    await gallery.changed('ann');
    expect(await nearest(ann)).toEqual(['ann']);
    await backend.dataSource.query(`DELETE FROM face_encodings WHERE user_id = 'ann'`);
    expect(await nearest(ann)).toEqual([]);
  });

  it('averages comparable versions and ignores the others', async () => {
    const ann = vector();
    const [today, before] = [near(ann), near(ann)];
    await backend.enroll('ann', [today]);
    await backend.enroll('ann', [before], 'test/v1');
    await backend.enroll('ann', [vector()], 'other/v1');
    await backend.enroll('ben', [near(ann)], 'other/v1');
    await Promise.all(['ann', 'ben'].map((userId) => gallery.changed(userId)));
    const [found, ...others] = await gallery.search(direction(ann), 3);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ userId: 'ann', encodings: 2 });
    expect(found?.distance).toBeCloseTo(euclideanDistance(direction(ann), meanTemplate([today, before])), 5);
    const template = await gallery.templateOf('ann');
    expect(template?.encodings).toBe(2);
    expect(euclideanDistance(template?.mean ?? ann, meanTemplate([today, before]))).toBeLessThan(1e-6);
  });

  it('keeps rows that are no encodings out of the mean', async () => {
    const ann = vector();
    await backend.enroll('ann', [ann]);
    const broken = [
      [1, 2],
      'text',
      { a: 1 },
      null,
      Array<number>(16).fill(0),
      [...ann.slice(1), null],
      [[...ann]],
    ];
    for (const encoding of [...broken, [...ann.slice(1), 1e300]]) {
      await backend.dataSource.query(
        'INSERT INTO face_encodings (user_id, encoding, model) VALUES ($1, $2, $3), ($4, $2, $3)',
        ['ann', JSON.stringify(encoding), TEST_MODEL.version, 'broken'],
      );
    }
    await Promise.all(['ann', 'broken'].map((userId) => gallery.changed(userId)));
    const candidates = await gallery.search(direction(ann), 3);
    expect(candidates).toMatchObject([{ userId: 'ann', encodings: 1 }]);
    expect(candidates[0]?.distance).toBeCloseTo(0, 6);
  });

  it('follows whoever writes: updates, renamed users, several users in one statement', async () => {
    const [ann, ben] = [vector(), vector()];
    await backend.insert(
      new Map([
        ['ann', [ann]],
        ['ben', [ben]],
      ]),
    );
    await eventually(async () => expect(await nearest(ann)).toEqual(['ann', 'ben']));
    await backend.dataSource.query(`UPDATE face_encodings SET user_id = 'eve' WHERE user_id = 'ann'`);
    await eventually(async () => expect(await nearest(ann)).toEqual(['eve', 'ben']));
    await backend.dataSource.query(
      `UPDATE face_encodings SET encoding = CASE user_id WHEN 'eve' THEN $1::jsonb ELSE $2::jsonb END`,
      [JSON.stringify([...ben]), JSON.stringify([...ann])],
    );
    await eventually(async () => expect(await nearest(ann)).toEqual(['ben', 'eve']));
    await backend.empty();
    await eventually(async () => expect(await nearest(ann)).toEqual([]));
  });

  it('holds the mean of what is stored after 20 parallel enrolments of one user', async () => {
    const ann = vector();
    await withHeldTimeouts(() =>
      Promise.all(encodingsOf(ann, 20).map((encoding) => backend.enroll('ann', [encoding]))),
    );
    const stored = await backend.repository.findByUser('ann', [TEST_MODEL.version]);
    expect(stored).toHaveLength(5);
    const template = await gallery.templateOf('ann');
    expect(template?.encodings).toBe(5);
    const mean = meanTemplate(stored.map(({ encoding }) => Float32Array.from(encoding)));
    expect(euclideanDistance(template?.mean ?? ann, mean)).toBeLessThan(1e-6);
  });

  it('makes templates of what was stored before its model was known', async () => {
    const ann = vector();
    const newcomer = { version: 'test/v3', compatibleWith: ['other/v1'], dimension: TEST_MODEL.dimension };
    await backend.enroll('ann', [ann], 'other/v1');
    await backend.enroll('ben', [vector()]);
    const other = await openGallery(backend.dataSource, backend.database, newcomer, { memoryMaxUsers: 10 });
    try {
      expect(await other.search(ann, 3)).toMatchObject([{ userId: 'ann', encodings: 1 }]);
    } finally {
      await other.close();
    }
    expect(await nearest(ann)).toEqual(['ben']);
  });
});
