import '../../../src/faces/embedding/inference/seal-network.js';
import dgram from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { z } from 'zod';
import { AppError } from '../../../src/common/app-error.js';
import { serveJobs } from '../../../src/faces/embedding/inference/job-server.js';
import { NETWORK_WAYS, type NetworkWay } from './network-ways.js';

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
  | { do: 'network'; way: NetworkWay; port: number };

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
  z.object({ do: z.literal('network'), way: z.enum(NETWORK_WAYS), port: z.number() }),
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
    case 'network':
      return await reachOut(job.way, job.port);
  }
}

async function reachOut(way: NetworkWay, port: number): Promise<unknown> {
  const host = '127.0.0.1';
  const once = (emitter: EventEmitter, event: string) =>
    new Promise((resolve, reject) => emitter.once(event, () => resolve(way)).once('error', reject));
  switch (way) {
    case 'tcp':
      return await once(net.connect(port, host), 'connect');
    case 'tls':
      return await once(tls.connect(port, host), 'connect');
    case 'http':
      return await once(http.get({ host, port }), 'response');
    case 'fetch':
      return (await fetch(`http://${host}:${port}/`)).status;
    case 'udp':
      return await new Promise((resolve, reject) => {
        dgram.createSocket('udp4').send('x', port, host, (error) => (error ? reject(error) : resolve(way)));
      });
    case 'dns':
      return await lookup('localhost');
    case 'listen':
      return await once(net.createServer().listen(0, host), 'listening');
  }
}

serveJobs((raw) => {
  const { dieIfFileSays, unusable } = settingsSchema.parse(raw);
  if (dieIfFileSays !== undefined && readFileSync(dieIfFileSays, 'utf8') === 'die') process.exit(3);
  if (unusable !== undefined) return Promise.reject(new Error(unusable));
  return Promise.resolve({ about: { pid: process.pid }, run: (job) => obey(jobSchema.parse(job)) });
});
