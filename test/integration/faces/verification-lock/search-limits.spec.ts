import { AppError } from '../../../../src/common/app-error.js';
import type { Requester } from '../../../../src/faces/verification-lock/requester.js';
import type {
  Verdict,
  VerificationLockService,
} from '../../../../src/faces/verification-lock/verification-lock.service.js';
import { describeOnBothDatabases } from '../../../support/database/both-databases.js';
import { lockService } from '../../../support/database/lock-attempts.js';

describeOnBothDatabases('searches', (db) => {
  let user = '';
  let lock: VerificationLockService;

  beforeEach(() => {
    user = `user ${Math.random()}`;
    lock = lockService(db.database);
  });

  const search = (verdict: Verdict, by: Requester) =>
    lock.attemptSearch(
      by,
      () => Promise.resolve(verdict),
      (outcome) => outcome,
    );
  const isLimited = async (by: Requester) => {
    try {
      await search('undecided', by);
      return false;
    } catch (error) {
      if (error instanceof AppError && error.code === 'RATE_LIMITED') return true;
      throw error;
    }
  };
  const from = (address: string, id?: string, role: 'user' | 'admin' = 'user'): Requester => ({
    user: id === undefined ? undefined : { id, role },
    address,
  });

  it('that recognise nobody are limited for each caller by itself', async () => {
    const [here, there] = [from(`${user} here`), from(`${user} there`)];
    for (let failures = 0; failures < 60; failures += 1) await search('refused', here);
    expect(await isLimited(here)).toBe(true);
    expect(await isLimited(there)).toBe(false);
    expect(await isLimited(from(here.address, user))).toBe(false);
  });

  it('that recognise somebody, or decide nothing, do not count', async () => {
    const here = from(`${user} here`, user);
    for (let count = 0; count < 70; count += 1) await search(count % 2 ? 'matched' : 'undecided', here);
    for (let failures = 0; failures < 59; failures += 1) await search('refused', here);
    expect(await isLimited(here)).toBe(false);
  });

  it('of operators’ devices may fail as often as people pass', async () => {
    const kiosk = from(user, `${user} kiosk`, 'admin');
    for (let failures = 0; failures < 70; failures += 1) await search('refused', kiosk);
    expect(await isLimited(kiosk)).toBe(false);
  });

  it('leave neither an address nor an id in the database', async () => {
    await search('refused', from(`${user} here`, `${user} id`));
    const rows = await db.dataSource.query<{ caller: string }[]>('SELECT caller FROM search_locks');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !/^[\w-]{43}$/.test(row.caller))).toEqual([]);
  });
});
