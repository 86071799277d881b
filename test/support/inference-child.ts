import { readFileSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../src/common/app-error.js';
import { serveJobs } from '../../src/faces/embedding/inference/job-server.js';

/** What the tests can ask a child to do, in the place of a photograph. */
export type ChildJob =
  | { do: 'echo'; value: string }
  | { do: 'sleep'; ms: number }
  | { do: 'signal'; signal: NodeJS.Signals }
  | { do: 'grow'; bytes: number }
  | { do: 'refuse' }
  | { do: 'throw' }
  | { do: 'babble' }
  | { do: 'environment' }
  | { do: 'read'; path: string }
  | { do: 'connect'; port: number };

const jobSchema: z.ZodType<ChildJob> = z.discriminatedUnion('do', [
  z.object({ do: z.literal('echo'), value: z.string() }),
  z.object({ do: z.literal('sleep'), ms: z.number() }),
  z.object({
    do: z.literal('signal'),
    signal: z.custom<NodeJS.Signals>((value) => typeof value === 'string'),
  }),
  z.object({ do: z.literal('grow'), bytes: z.number() }),
  z.object({ do: z.literal('refuse') }),
  z.object({ do: z.literal('throw') }),
  z.object({ do: z.literal('babble') }),
  z.object({ do: z.literal('environment') }),
  z.object({ do: z.literal('read'), path: z.string() }),
  z.object({ do: z.literal('connect'), port: z.number() }),
]);

const settingsSchema = z.object({
  /** Dies while loading as long as this file says so. */
  dieIfFileSays: z.string().optional(),
  unusable: z.string().optional(),
});

const kept: Buffer[] = [];

async function obey(job: ChildJob): Promise<unknown> {
  switch (job.do) {
    case 'echo':
      return job.value;
    case 'sleep':
      await delay(job.ms);
      return 'slept';
    case 'signal':
      process.kill(process.pid, job.signal);
      return await delay(60_000);
    case 'grow':
      kept.push(Buffer.alloc(job.bytes, 1));
      return 'grown';
    case 'refuse':
      throw new AppError('IMAGE_UNREADABLE', { reason: 'told to' });
    case 'throw':
      throw new TypeError('a fault in the code');
    case 'babble':
      process.send?.({ type: 'answer', id: -1, answer: 'for nobody', rssBytes: 0 });
      return await delay(60_000);
    case 'environment':
      return { ...process.env };
    case 'read':
      return readFileSync(job.path, 'utf8');
    case 'connect':
      return await new Promise((resolve, reject) => {
        net.connect(job.port, '127.0.0.1', () => resolve('connected')).on('error', reject);
      });
  }
}

serveJobs((raw) => {
  const { dieIfFileSays, unusable } = settingsSchema.parse(raw);
  if (dieIfFileSays !== undefined && readFileSync(dieIfFileSays, 'utf8') === 'die') process.exit(3);
  if (unusable !== undefined) return Promise.reject(new Error(unusable));
  return Promise.resolve({ about: { pid: process.pid }, run: (job) => obey(jobSchema.parse(job)) });
});
