import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../error-code.js';

/** What tells one process from every other one, also after its pid has been given to someone else. */
export interface ProcessIdentity {
  pid: number;
  /** Start time as the operating system states it (Linux: clock ticks since boot); empty where it cannot be had. */
  startedAt: string;
  /** Host, boot and pid namespace: only within one such realm does a pid mean anything. */
  realm: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '', realm: ownRealm() };
}

/** Whether that process still runs; 'unknown' when it lives on another machine or in another container. */
export function stateOf(identity: ProcessIdentity): 'running' | 'gone' | 'unknown' {
  if (identity.realm !== ownRealm()) return 'unknown';
  const startedAt = startTimeOf(identity.pid);
  if (startedAt === null) return 'gone';
  return startedAt === identity.startedAt || identity.startedAt === '' ? 'running' : 'gone';
}

function ownRealm(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), boot ?? '', namespace ?? ''].join(' ');
}

/** @returns null when there is no such process; an empty text when its start time cannot be told. */
function startTimeOf(pid: number): string | null {
  if (process.platform === 'linux') return linuxStartTime(pid);
  if (!isRunning(pid)) return null;
  if (process.platform === 'win32') return '';
  return (
    attempt(() => execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8' }).trim()) ?? ''
  );
}

/** Field 22 of /proc/PID/stat (proc(5)); the command's name, field 2, may hold spaces and parentheses. */
function linuxStartTime(pid: number): string | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? null : (fields[19] ?? '');
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
