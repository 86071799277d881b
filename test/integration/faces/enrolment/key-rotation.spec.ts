import { expect, it } from '@jest/globals';
import { FaceEncodingsRepository } from '../../../../src/faces/enrolment/face-encodings.repository.js';
import { rotateKeys } from '../../../../src/faces/enrolment/key-rotation.js';
import { ProtectionMatrix } from '../../../../src/faces/embedding/protection/protection-matrix.js';
import { keySuffix } from '../../../../src/faces/embedding/protection/template-key.js';
import { checkStoredKeys, TemplateKeyError } from '../../../../src/faces/gallery/stored-keys.js';
import { describeOnBothDatabases } from '../../../support/database/both-databases.js';
import { someEncoding } from '../../../support/database/test-database.js';

const A = Buffer.alloc(32, 'a');
const B = Buffer.alloc(32, 'b');
const USERS = 130;
const nobodyListens = () => undefined;

describeOnBothDatabases('the rotation of keys', (db) => {
  const stored = () =>
    db.dataSource.query<{ user_id: string; model: string; encoding: number[] }[]>(
      'SELECT user_id, model, encoding FROM face_encodings ORDER BY id',
    );
  const expectUnder = async (key: Buffer | undefined) => {
    const matrix = key === undefined ? undefined : ProtectionMatrix.derive(key, 192);
    for (const { user_id: userId, model, encoding } of await stored()) {
      const plain = Array.from(someEncoding(Number(userId.slice(1)), 192));
      const expected = matrix === undefined ? plain : [...matrix.protect(plain)];
      expect(model).toBe(`net/a/l2${key === undefined ? '' : keySuffix(key)}`);
      expect(Math.max(...encoding.map((value, i) => Math.abs(value - (expected[i] ?? NaN))))).toBeLessThan(
        1e-6,
      );
    }
  };

  it('takes over what is plain, goes on after an interruption, and leaves what is no encoding', async () => {
    await db.dataSource.query(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT user_id, encoding, 'net/a/l2' FROM jsonb_to_recordset($1) AS rows (user_id varchar, encoding jsonb)`,
      [
        JSON.stringify(
          Array.from({ length: USERS }, (_, i) => ({
            user_id: `u${i}`,
            encoding: [...someEncoding(i, 192)],
          })),
        ),
      ],
    );
    await db.dataSource.query(`INSERT INTO face_encodings (user_id, encoding) VALUES ('broken', '{"a": 1}')`);
    const interrupted = rotateKeys(db.database, { key: A, previous: undefined }, () => {
      throw new Error('interrupted');
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    const half = (await stored()).filter(({ model }) => model.endsWith(keySuffix(A))).length;
    expect(half).toBe(100);
    expect(await rotateKeys(db.database, { key: A, previous: undefined }, nobodyListens)).toBe(USERS - half);
    expect(await rotateKeys(db.database, { key: A, previous: undefined }, nobodyListens)).toBe(0);
    await db.dataSource.query(
      `DELETE FROM face_encodings WHERE user_id = 'broken' AND encoding = '{"a": 1}'`,
    );
    await expectUnder(A);
  });

  it('stops the start of a service with another key, or with none', async () => {
    const start = (version: string, previous?: Buffer) => checkStoredKeys(db.database, version, previous);
    await start(`net/a/l2${keySuffix(A)}`);
    await start(`net/a/l2${keySuffix(B)}`, A);
    await expect(start('net/a/l2')).rejects.toThrow(TemplateKeyError);
    await expect(start('net/a/l2')).rejects.toThrow(`TEMPLATE_KEY is missing: ${USERS} stored encodings`);
    await expect(start(`net/a/l2${keySuffix(B)}`)).rejects.toThrow('TEMPLATE_KEY is another one');
  });

  it('changes nothing where something is stored under a key that was not given', async () => {
    for (const keys of [
      { key: B, previous: undefined },
      { key: B, previous: Buffer.alloc(32, 'c') },
      { key: undefined, previous: B },
    ]) {
      await expect(rotateKeys(db.database, keys, nobodyListens)).rejects.toThrow(
        `${USERS} encodings are under ${keySuffix(A).slice(1)}, which is neither`,
      );
    }
    await expectUnder(A);
  });

  it('goes from one key to the next, and back to none', async () => {
    expect(await rotateKeys(db.database, { key: B, previous: A }, nobodyListens)).toBe(USERS);
    await expectUnder(B);
    expect(await rotateKeys(db.database, { key: undefined, previous: B }, nobodyListens)).toBe(USERS);
    await expectUnder(undefined);
    expect(await new FaceEncodingsRepository(db.database).countUsers()).toBe(USERS);
  });
});
