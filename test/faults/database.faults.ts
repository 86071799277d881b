import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { compiledSources, packageRoot } from '../../src/config/package-root.js';
import { fullDisk } from './disk-full.fault.js';
import { Enrolments } from './enrolments.js';
import { judgeEnrolments, judgeRefusals, judgeTimes, RECOVERY_MS, succeededAfter } from './outage.js';
import type { Fault, Findings } from './fault.js';
import type { Lab } from './lab.js';
import { Load, pause, tally, until } from './load.js';

const CLIENTS = 4;

interface Outage {
  /** Hurts the database, waits, and heals it. */
  hurt: () => Promise<void>;
}

/** Enrolments and verifications before, during and after an outage, and what must be true of all of them. */
async function underLoad(lab: Lab, findings: Findings, { hurt }: Outage): Promise<void> {
  const enrolments = new Enrolments(lab);
  const load = new Load(CLIENTS, (n) => (n % 2 === 0 ? enrolments.next() : lab.client.verify(lab.photo)));
  const live = new Load(1, async () => {
    await pause(100);
    return lab.client.request('/health/live');
  });
  await pause(3000);
  const hurtAt = performance.now();
  await hurt();
  const healedAt = performance.now();
  const recoveredMs = await until(() => succeededAfter(load.outcomes, healedAt), RECOVERY_MS + 1000);
  await pause(1000);
  const [outcomes, probes] = [await load.stop(), await live.stop()];
  const refused = outcomes.filter(({ status }) => status !== 200);
  findings.saw(`${tally(outcomes.filter(({ startedMs, ms }) => startedMs + ms > hurtAt))}`);
  findings.saw(`answers again ${recoveredMs} ms after it returned`);
  findings.must(refused.length > 0, 'the outage was not felt');
  findings.must(recoveredMs !== undefined && recoveredMs <= RECOVERY_MS, 'no recovery within 5 s');
  judgeRefusals(findings, refused);
  judgeTimes(findings, outcomes, hurtAt);
  findings.must(
    probes.every(({ status }) => status === 200),
    `liveness: ${tally(probes)}`,
  );
  await judgeEnrolments(findings, enrolments);
}

const heldTable = async (lab: Lab, findings: Findings): Promise<void> => {
  const holder = new pg.Client({ connectionString: lab.postgres.url });
  await underLoad(lab, findings, {
    hurt: async () => {
      await holder.connect();
      await holder.query('BEGIN; LOCK TABLE face_encodings IN ACCESS EXCLUSIVE MODE');
      await pause(8000);
      await holder.end();
    },
  });
};

const noConnections = async (lab: Lab, findings: Findings): Promise<void> => {
  await underLoad(lab, findings, {
    hurt: async () => {
      const taken = await takeEveryConnection(lab);
      await pause(5000);
      await Promise.all(taken.map((client) => client.end()));
    },
  });
};

/** Ends the service's connections and takes their places, until the server has none left. */
async function takeEveryConnection(lab: Lab): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  const admin = await connectTo(lab);
  if (admin === undefined) throw new Error('no connection for the test itself');
  taken.push(admin);
  for (let full = 0; full < 5;) {
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name <> 'holder'`,
    );
    const batch = await Promise.all(Array.from({ length: 30 }, () => connectTo(lab)));
    const got = batch.filter((client) => client !== undefined);
    taken.push(...got);
    full = got.length === 0 ? full + 1 : 0;
  }
  return taken;
}

async function connectTo(lab: Lab): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: lab.postgres.url, application_name: 'holder' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

const unreachable = (lab: Lab, findings: Findings): Promise<void> => {
  const begun = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(compiledSources, 'main.js')], {
    cwd: packageRoot,
    env: lab.environment({ DATABASE_URL: 'postgresql://u:s3cret-word@127.0.0.1:1/nowhere', PORT: '0' }),
    encoding: 'utf8',
    timeout: 90_000,
  });
  const line = stderr.split('\n').find((text) => text.includes('Database connection failed:')) ?? '';
  findings.saw(
    `exit ${status} after ${Math.round((performance.now() - begun) / 1000)} s: ${line.slice(0, 80)}`,
  );
  findings.must(status === 1, `exit code ${status}`);
  findings.must(line !== '', 'no line "Database connection failed: …"');
  findings.must(!`${stderr}${stdout}`.includes('s3cret-word'), 'the password was printed');
  return Promise.resolve();
};

export const databaseFaults: Fault[] = [
  {
    name: 'database killed (kill -9) for 3 s',
    expected: '503 DB_UNAVAILABLE within 5 s, recovery within 5 s, nothing lost or half-written',
    provoke: (lab, findings) =>
      underLoad(lab, findings, {
        hurt: async () => {
          await lab.postgres.kill();
          await pause(3000);
          await lab.postgres.restart();
        },
      }),
  },
  {
    name: 'database frozen (SIGSTOP) for 8 s',
    expected: '503 DB_UNAVAILABLE within 5 s, recovery within 5 s, nothing lost or half-written',
    provoke: (lab, findings) =>
      underLoad(lab, findings, {
        hurt: async () => {
          lab.postgres.freeze();
          await pause(8000);
          lab.postgres.thaw();
        },
      }),
  },
  {
    name: 'database restarted',
    expected: '503 DB_UNAVAILABLE within 5 s, recovery within 5 s, nothing lost or half-written',
    provoke: (lab, findings) => underLoad(lab, findings, { hurt: () => lab.postgres.restart() }),
  },
  {
    name: 'database disk full',
    expected: 'enrolment 503 DB_UNAVAILABLE, verification 200, recovery within 5 s',
    provoke: fullDisk,
  },
  {
    name: 'connection pool exhausted (table locked for 8 s)',
    expected: '503 DB_UNAVAILABLE within 5 s, recovery within 5 s, nothing lost or half-written',
    provoke: heldTable,
  },
  {
    name: 'server out of connections for 5 s',
    expected: '503 DB_UNAVAILABLE within 5 s, recovery within 5 s, nothing lost or half-written',
    provoke: noConnections,
  },
  {
    name: 'database unreachable at the start',
    expected: 'bounded retries, "Database connection failed: …" without the password, exit 1',
    provoke: unreachable,
  },
];
