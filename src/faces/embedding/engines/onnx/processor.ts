import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/**
 * What a prepared graph depends on of the processor: the runtime lays the weights out for the width of its vectors. Linux
 * lists the instructions; elsewhere the processor's name stands for them.
 */
export async function processorOf(): Promise<string> {
  const cpuinfo = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  return `${process.arch} ${instructionsOf(cpuinfo) ?? cpus()[0]?.model ?? ''}`;
}

/** @param cpuinfo content of `/proc/cpuinfo`; its line is called `flags` on x86 and `Features` on ARM */
export function instructionsOf(cpuinfo: string): string | undefined {
  return /^(?:flags|Features)\s*:\s*(.+)$/m.exec(cpuinfo)?.[1];
}
