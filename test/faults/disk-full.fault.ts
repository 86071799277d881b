import { limitFiles, WAL_SEGMENT_BYTES } from '../support/processes/limited-files.js';
import { Enrolments } from './enrolments.js';
import type { Findings } from './fault.js';
import type { Lab } from './lab.js';
import { Load, pause, tally, until } from './load.js';
import { judgeEnrolments, judgeRefusals, RECOVERY_MS, succeededAfter } from './outage.js';

/** The table cannot grow any more; everything that is there can be read and changed. */
export async function fullDisk(lab: Lab, findings: Findings): Promise<void> {
  const bytes = await growTable(lab);
  limitFiles(lab.postgres.pid, bytes);
  const enrolments = new Enrolments(lab);
  const load = new Load(4, () => enrolments.next());
  const reads = new Load(1, () => lab.client.verify(lab.photo));
  const feltMs = await until(() => load.outcomes.some(({ status }) => status === 503), 30_000);
  await pause(2000);
  limitFiles(lab.postgres.pid, null);
  const healedAt = performance.now();
  const recoveredMs = await until(() => succeededAfter(load.outcomes, healedAt), RECOVERY_MS + 1000);
  const [outcomes, verified] = [await load.stop(), await reads.stop()];
  findings.saw(`enrolments ${tally(outcomes)}; verifications ${tally(verified)}`);
  findings.saw(`enrols again ${recoveredMs} ms after there was space`);
  findings.must(feltMs !== undefined, 'the full disk was not felt');
  findings.must(recoveredMs !== undefined && recoveredMs <= RECOVERY_MS, 'no recovery within 5 s');
  judgeRefusals(
    findings,
    outcomes.filter(({ status }) => status !== 200),
  );
  findings.must(
    verified.every(({ status }) => status === 200),
    'verification needs no space but failed',
  );
  await judgeEnrolments(findings, enrolments);
  await lab.postgres.run(`DELETE FROM face_encodings WHERE user_id LIKE 'ballast-%'`);
}

/** Rows of another network, which nothing is compared with. @returns the size of the table's largest file, in bytes */
async function growTable(lab: Lab): Promise<number> {
  for (let round = 0; round < 20; round++) {
    const { rows } = await lab.postgres.run(
      `SELECT greatest(pg_relation_size(oid), pg_relation_size(reltoastrelid))::int AS bytes
       FROM pg_class WHERE oid = 'face_encodings'::regclass`,
    );
    const bytes: unknown = (rows as { bytes: unknown }[])[0]?.bytes;
    if (typeof bytes === 'number' && bytes > WAL_SEGMENT_BYTES) return bytes;
    await lab.postgres.run(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT 'ballast-${round}-' || n, (SELECT jsonb_agg(round((random())::numeric, 9)) FROM generate_series(1, 128)), 'ballast'
       FROM generate_series(1, 2000) AS n`,
    );
  }
  throw new Error('the table does not grow');
}
