import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { PrivatePostgres } from '../support/servers/private-postgres.js';
import { TestDatabase } from '../support/database/test-database.js';
import type { Fault, Findings } from './fault.js';
import type { Lab } from './lab.js';
import { Load, pause, percentile, tally } from './load.js';

const USERS = 200_000;
const SLICE = 2_000;
const READERS = 10;
const READING_MS = 10_000;
const LIST = '/ml/users-enrolled';

/** Rows that nothing compares: the list is of ids. */
async function fill(place: string): Promise<void> {
  const { dataSource } = await TestDatabase.open(place);
  for (let from = 1; from <= USERS; from += SLICE) {
    await dataSource.query(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT 'user ' || n, '[1]'::jsonb, 'none' FROM generate_series($1::int, $2::int) AS n`,
      [from, from + SLICE - 1],
    );
  }
  await dataSource.destroy();
}

/** Ten who are signed in ask for everybody again and again; another one goes on having photos looked at. */
async function readTheList(lab: Lab, findings: Findings, database: string): Promise<void> {
  const { client, photo } = lab;
  const authorization = `Bearer ${await client.token('reader')}`;
  const alone = await client.verify(photo);
  const first = await client.request(LIST, { headers: { authorization } });
  findings.must(
    first.body['total_count'] === USERS,
    `${database}: ${String(first.body['total_count'])} users`,
  );
  const readers = new Load(READERS, () => client.request(LIST, { headers: { authorization } }));
  const headers = { authorization: `Bearer ${await client.token('honest')}` };
  const honest = new Load(1, () => client.upload('/ml/verify-face', photo, headers));
  await pause(READING_MS);
  const [answers, lists] = [await honest.stop(), await readers.stop()];
  findings.saw(
    `${database}: first list ${Math.round(first.ms)} ms, then ${tally(lists)}, p99 ${percentile(lists, 0.99)} ms`,
  );
  findings.saw(
    `photos ${tally(answers)}, median ${percentile(answers, 0.5)} ms (alone ${Math.round(alone.ms)} ms)`,
  );
  const all = [...answers, ...lists];
  findings.must(all.length > 0 && all.every(({ status }) => status === 200), `${database}: ${tally(all)}`);
  findings.must(answers.length >= 5, `${database}: only ${answers.length} photos in ${READING_MS} ms`);
}

const list = async (lab: Lab, findings: Findings): Promise<void> => {
  const postgres = await PrivatePostgres.start({ fsync: false });
  try {
    await fill(postgres.url);
    await lab.start({ DATABASE_URL: postgres.url });
    await readTheList(lab, findings, 'PostgreSQL');
    await lab.stopService('SIGTERM');
  } finally {
    await postgres.stop();
  }
  const folder = mkdtempSync(join(lab.folder, 'embedded-'));
  await fill(folder);
  await lab.start({ DATABASE_URL: '', DATA_PATH: folder });
  await readTheList(lab, findings, 'embedded');
  await lab.start();
};

export const listFaults: Fault[] = [
  {
    name: `the list of ${USERS} users`,
    expected: `${READERS} who read it all the time: every list and every photo of another caller answered`,
    provoke: list,
  },
];
