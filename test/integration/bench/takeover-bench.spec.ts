import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeAsPython, storeAsPython, type TakenOver } from '../../../bench/takeover/python-database.js';
import { takeOver } from '../../../bench/takeover/take-over.js';
import { readPeople } from '../../../src/evaluation/calibrate/photo-folders.js';
import { CONDITIONS, rephotograph } from '../../../src/samples/rephotograph.js';
import { portrait } from '../../support/photos/photos.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const USERS = ['ada', 'bea', 'cleo', 'dina'] as const;
const reason = whyNoPostgres();

(reason === null ? describe : describe.skip)('a folder of people, taken over from the Python service', () => {
  const folder = temporaryFolder('takeover-');
  let postgres: PrivatePostgres;
  let people: TakenOver[];

  beforeAll(async () => {
    for (const user of USERS) {
      mkdirSync(join(folder, user));
      const first = await portrait(user);
      const photos = [
        first,
        ...(await Promise.all(CONDITIONS.slice(0, 2).map((each) => rephotograph(first, each)))),
      ];
      photos.forEach((photo, index) => writeFileSync(join(folder, user, `${index}.jpg`), photo));
    }
    people = await encodeAsPython(readPeople(folder, new Set()), USERS.length);
    postgres = await PrivatePostgres.start({ fsync: false });
    await storeAsPython(postgres.url, people);
  });

  afterAll(() => postgres.stop());

  it('is known as before on the first day, renewed by one verification each, and needs one network after the last', async () => {
    expect(people.map(({ name, rows }) => [name, rows.length])).toEqual(USERS.map((user) => [user, 2]));
    const { python, alike, atFirst, renewed, left, encodesTwice } = await takeOver(postgres.url, people);
    expect(atFirst).toMatchObject({ enrolled: USERS.length, needingPhoto: 0 });
    expect([python.share, alike.share, renewed.share]).toEqual([1, 1, 1]);
    expect({ left, encodesTwice }).toEqual({ left: 0, encodesTwice: false });
  });
});
