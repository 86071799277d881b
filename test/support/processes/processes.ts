import { readdirSync, readFileSync } from 'node:fs';

/** What /proc knows of a process; undefined when it is gone. Linux only. */
function procFile(pid: number | string, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && field(name, 'PPid') === pid)
    .map(Number);
}

/** The inference processes of a service. */
export function inferencePids(servicePid: number): number[] {
  return childrenOf(servicePid).filter((pid) => procFile(pid, 'cmdline')?.includes('inference-process.js'));
}

/** Resident memory of a process and its children, in bytes. */
export function familyRssBytes(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, member) => sum + (field(member, 'VmRSS') ?? 0) * 1024, 0);
}

/** The account that a process runs as. */
export function accountOf(pid: number): { uid: number; gid: number } {
  const [uid, gid] = [field(pid, 'Uid'), field(pid, 'Gid')];
  if (uid === undefined || gid === undefined) throw new Error(`no process ${pid}`);
  return { uid, gid };
}

function field(pid: number | string, name: string): number | undefined {
  const value = procFile(pid, 'status')?.match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1];
  return value === undefined ? undefined : Number(value);
}
