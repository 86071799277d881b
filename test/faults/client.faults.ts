import net from 'node:net';
import { MULTIPART, multipart } from '../support/http/probing-client.js';
import { huffmanTables, paddedRestarts } from '../support/photos/decoding-bombs.js';
import { familyRssBytes } from '../support/processes/processes.js';
import type { Fault, Findings } from './fault.js';
import type { Lab } from './lab.js';
import { Load, pause, percentile, slowest, tally, until } from './load.js';

const MB = 1024 * 1024;
const SLOW_SOCKETS = 500;
const ABORTED_UPLOADS = 1000;
const RSS_MAX_MB = 1600;
/** 10 s for the headers and 30 s for a request, and the interval at which the server looks beside much else. */
const HEADERS_CLOSED_WITHIN_MS = 12_000;
const BODIES_CLOSED_WITHIN_MS = 35_000;

/** 250 photos that never come, 34 places, half a second each. */
const LAPSED_MS = 6_000;

const VERIFY = '/ml/verify-face';
const GREEDY_CONNECTIONS = 24;
const GREEDY_MS = 20_000;
const BOMBS = 8;

interface SlowSocket {
  socket: net.Socket;
  /** Milliseconds from its start. */
  closedMs: number | undefined;
}

/** Never finishes its headers, or never its photo, but sends a byte each second. */
function slowSocket(lab: Lab, part: 'headers' | 'body'): SlowSocket {
  const begun = performance.now();
  const slow: SlowSocket = { socket: net.connect(lab.client.port, '127.0.0.1'), closedMs: undefined };
  const { socket } = slow;
  const headers = `POST /ml/verify-face HTTP/1.1\r\nHost: slow\r\nContent-Type: ${MULTIPART}\r\nContent-Length: 100000\r\n`;
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(part === 'headers' ? headers : `${headers}\r\n`);
  const drip = setInterval(() => socket.write(part === 'headers' ? 'X' : '-'), 1000);
  socket.on('close', () => {
    clearInterval(drip);
    slow.closedMs = Math.round(performance.now() - begun);
  });
  return slow;
}

function judgeClosing(
  findings: Findings,
  part: 'headers' | 'bodies',
  slow: readonly SlowSocket[],
  withinMs: number,
): void {
  const closed = slow.flatMap(({ closedMs }) => closedMs ?? []);
  findings.saw(`${part} closed after ${Math.min(...closed)} to ${Math.max(...closed)} ms`);
  findings.must(closed.length === slow.length, `${slow.length - closed.length} ${part} are still open`);
  const late = closed.filter((closedMs) => closedMs > withinMs);
  findings.must(late.length === 0, `${late.length} ${part} closed later than ${withinMs} ms`);
}

const slowSockets = async (lab: Lab, findings: Findings): Promise<void> => {
  const many = { length: SLOW_SOCKETS / 2 };
  const headers = Array.from(many, () => slowSocket(lab, 'headers'));
  const bodies = Array.from(many, () => slowSocket(lab, 'body'));
  await pause(500);
  const begun = performance.now();
  const load = new Load(2, () => lab.client.verify(lab.photo));
  const live = new Load(1, async () => {
    await pause(100);
    return lab.client.request('/health/live');
  });
  const sockets = [...headers, ...bodies];
  await until(() => sockets.every(({ closedMs }) => closedMs !== undefined), BODIES_CLOSED_WITHIN_MS);
  judgeClosing(findings, 'headers', headers, HEADERS_CLOSED_WITHIN_MS);
  judgeClosing(findings, 'bodies', bodies, BODIES_CLOSED_WITHIN_MS);
  for (const { socket } of sockets) socket.destroy();
  const [outcomes, probes] = [await load.stop(), await live.stop()];
  findings.saw(`photos meanwhile ${tally(outcomes)}, p99 ${percentile(outcomes, 0.99)} ms`);
  findings.saw(`liveness p99 ${percentile(probes, 0.99)} ms`);
  // Their photos hold places in the queue at first; those lapse, and then the sockets cost nothing.
  const lapsed = outcomes.filter(({ startedMs }) => startedMs > begun + LAPSED_MS);
  findings.must(
    lapsed.length > 0 && lapsed.every(({ status }) => status === 200),
    `photos after ${LAPSED_MS} ms: ${tally(lapsed)}`,
  );
  findings.must(
    outcomes.every(({ status, code }) => status === 200 || code === 'OVERLOADED'),
    `photos: ${tally(outcomes)}`,
  );
  findings.must(
    probes.every(({ status }) => status === 200),
    `liveness: ${tally(probes)}`,
  );
};

/** Sends a part of an upload, from a few bytes to all of it, and goes away. */
function abortedUpload(lab: Lab, index: number): Promise<void> {
  const body = multipart(lab.photo);
  const sent = index % 4 === 0 ? body.length : Math.floor((body.length * (index % 97)) / 97);
  return new Promise((resolve) => {
    const socket = net.connect(lab.client.port, '127.0.0.1', () => {
      socket.write(
        `POST /ml/verify-face HTTP/1.1\r\nHost: x\r\nContent-Type: ${MULTIPART}\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.write(body.subarray(0, sent));
      setTimeout(() => socket.destroy(), index % 23);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

const abortedUploads = async (lab: Lab, findings: Findings): Promise<void> => {
  const pids = lab.inferencePids;
  const usual = slowest([await lab.client.verify(lab.photo), await lab.client.verify(lab.photo)]);
  for (let index = 0; index < ABORTED_UPLOADS; index += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, offset) => abortedUpload(lab, index + offset)));
  }
  const freeMs = await until(async () => {
    const outcome = await lab.client.verify(lab.photo);
    return outcome.status === 200 && outcome.ms < 2 * usual + 500;
  }, 5000);
  const answers = await Promise.all(Array.from({ length: 8 }, () => lab.client.verify(lab.photo)));
  const rssMb = Math.round(familyRssBytes(lab.servicePid) / MB);
  findings.saw(
    `free again after ${freeMs} ms, one photo takes ${usual} ms; then ${tally(answers)}, slowest ${slowest(answers)} ms`,
  );
  findings.saw(`${rssMb} MB in all processes`);
  findings.must(freeMs !== undefined, 'the aborted uploads still hold their places');
  findings.must(
    answers.every(({ status }) => status === 200),
    `afterwards: ${tally(answers)}`,
  );
  findings.must(lab.inferencePids.join() === pids.join(), 'an inference process was lost');
  findings.must(rssMb < RSS_MAX_MB, `${rssMb} MB`);
};

/** Addresses of the loopback network that ask for as much as they can, anonymously; one person who is signed in goes on working. */
/** @param attack opens the connections of others */
const besideHonest =
  (attack: (lab: Lab) => Load) =>
  async (lab: Lab, findings: Findings): Promise<void> => {
    const { client, photo } = lab;
    const headers = { authorization: `Bearer ${await client.token('honest')}` };
    const alone = percentile(
      [await client.upload(VERIFY, photo, headers), await client.upload(VERIFY, photo, headers)],
      1,
    );
    const others = attack(lab);
    await pause(2_000);
    const honest = new Load(1, () => client.upload(VERIFY, photo, headers, '127.0.0.1'));
    await pause(GREEDY_MS);
    const answers = await honest.stop();
    const refused = await others.stop();
    const answered = answers.filter(({ status }) => status === 200).length / Math.max(1, answers.length);
    findings.saw(`honest: ${tally(answers)}, median ${percentile(answers, 0.5)} ms (alone ${alone} ms)`);
    findings.saw(`others: ${tally(refused)}`);
    const lost = refused.filter(({ code }) => code === 'WORKER_LOST' || code === 'INFERENCE_TIMEOUT');
    findings.must(lost.length === 0, `${lost.length} photos cost an inference process`);
    findings.must(answers.length >= 5, `only ${answers.length} requests of the honest caller`);
    findings.must(answered >= 0.95, `${Math.round(answered * 100)} % of the honest caller's photos answered`);
  };

const greedyAddresses = (count: number) =>
  besideHonest(
    ({ client, photo }) =>
      new Load(count * GREEDY_CONNECTIONS, (n) =>
        client.upload(VERIFY, photo, {}, `127.0.1.${1 + (n % count)}`),
      ),
  );

/** Of each kind that only decoding tells from a photograph, and of each that its structure does. */
const bombs = besideHonest(({ client, photo }) => {
  const tables = Buffer.concat([photo.subarray(0, 2), huffmanTables(), huffmanTables(), photo.subarray(2)]);
  const files = [paddedRestarts(10_000, 9_000).subarray(0, -2), tables];
  return new Load(BOMBS, (n) => client.upload(VERIFY, files[n % files.length] ?? photo, {}, '127.0.1.1'));
});

export const clientFaults: Fault[] = [
  {
    name: `${BOMBS} decoding bombs at a time`,
    expected: 'at least 95 % of the photos of somebody who is signed in are answered, no process lost',
    provoke: bombs,
  },
  ...[1, 10].map((count) => ({
    name: `${count} greedy address${count === 1 ? '' : 'es'}`,
    expected: 'at least 95 % of the photos of somebody who is signed in are answered',
    provoke: greedyAddresses(count),
  })),
  {
    name: `${SLOW_SOCKETS} slow sockets`,
    expected: 'closed after 10 s (headers) and 30 s (body); photos and liveness answered meanwhile',
    provoke: slowSockets,
  },
  {
    name: `${ABORTED_UPLOADS} aborted uploads`,
    expected: 'their places are free at once, no process lost, memory below 1.6 GB',
    provoke: abortedUploads,
  },
];
