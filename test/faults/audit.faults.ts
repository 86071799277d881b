import { asAuditOwner, fillAuditLog } from '../support/database/audit-owner.js';
import { limitFiles } from '../support/processes/limited-files.js';
import type { Fault, Findings } from './fault.js';
import type { Lab } from './lab.js';
import { Load, pause, tally, until } from './load.js';
import { judgeRefusals, RECOVERY_MS, succeededAfter } from './outage.js';

const FLOOD_CONNECTIONS = 24;
const FLOOD_MS = 10_000;
const FLOOD_MIN = 200;
/** One entry a minute for each action and outcome, and one that counts the others. */
const FLOOD_ENTRIES_MAX = 6;

const flood = async (lab: Lab, findings: Findings): Promise<void> => {
  const entries = async () => {
    const [row] = await lab.postgres.query<{ count: string }[]>('SELECT count(*) FROM audit_log');
    return Number(row?.count);
  };
  const before = await entries();
  const load = new Load(FLOOD_CONNECTIONS, () => lab.client.verify(Buffer.from('x')));
  await pause(FLOOD_MS);
  const outcomes = await load.stop();
  const written = (await entries()) - before;
  findings.saw(`${tally(outcomes)}: ${written} entries`);
  findings.must(outcomes.length >= FLOOD_MIN, `only ${outcomes.length} photos were sent`);
  findings.must(written <= FLOOD_ENTRIES_MAX, `${written} entries were written`);
};

/** The log cannot grow any more; everything else can. */
const diskFull = async (lab: Lab, findings: Findings): Promise<void> => {
  const bytes = await fillAuditLog(lab.postgres);
  limitFiles(lab.postgres.pid, bytes);
  const load = new Load(2, () => lab.client.verify(lab.photo));
  const live = new Load(1, async () => {
    await pause(100);
    return lab.client.request('/health/live');
  });
  const feltMs = await until(() => load.outcomes.some(({ status }) => status === 503), 60_000);
  await pause(2000);
  limitFiles(lab.postgres.pid, null);
  const healedAt = performance.now();
  const recoveredMs = await until(() => succeededAfter(load.outcomes, healedAt), RECOVERY_MS + 1000);
  const [outcomes, probes] = [await load.stop(), await live.stop()];
  findings.saw(`verifications ${tally(outcomes)}; again ${recoveredMs} ms after there was space`);
  findings.must(feltMs !== undefined, 'the full disk was not felt');
  findings.must(recoveredMs !== undefined && recoveredMs <= RECOVERY_MS, 'no recovery within 5 s');
  judgeRefusals(
    findings,
    outcomes.filter(({ status }) => status !== 200),
    'AUDIT_LOG_FULL',
  );
  findings.must(
    probes.length > 0 && probes.every(({ status }) => status === 200),
    `liveness: ${tally(probes)}`,
  );
  await asAuditOwner(lab.postgres, () => lab.postgres.run('TRUNCATE audit_log'));
};

export const auditFaults: Fault[] = [
  {
    name: 'audit flood',
    expected: `${FLOOD_CONNECTIONS} connections with photos of one byte for ${FLOOD_MS / 1000} s: at most ${FLOOD_ENTRIES_MAX} entries`,
    provoke: flood,
  },
  {
    name: 'audit disk full',
    expected:
      'what cannot be recorded is 503 AUDIT_LOG_FULL, liveness green, all well within 5 s of there being space',
    provoke: diskFull,
  },
];
