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

/** Processor time of a process and its children so far, of those too that have ended. Linux counts it in hundredths of a second (proc(5)). */
export function familyProcessorMs(pid: number): number {
  const ticks = [pid, ...childrenOf(pid)].map((member) => {
    const stat = procFile(member, 'stat') ?? '';
    // From field 3 on, since the second may hold spaces: utime, stime, and those of the children are fields 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = fields.slice(11, member === pid ? 15 : 13);
    return own.reduce((sum, each) => sum + Number(each), 0);
  });
  return 10 * ticks.reduce((sum, each) => sum + each, 0);
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
