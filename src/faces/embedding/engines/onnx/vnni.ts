import { readFile } from 'node:fs/promises';

/**
 * int8 products are exact, and fast, only with VNNI: older x86 instructions add pairs of them in 16 bits, which saturates
 * and loses faces.
 * @throws Error for the operator where /proc/cpuinfo does not list it (or does not exist)
 */
export async function assertVnni(): Promise<void> {
  const cpuinfo = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  if (listsVnni(cpuinfo)) return;
  throw new Error(
    'FACE_DETECTOR=ssd-int8 needs a processor with VNNI (avx512_vnni or avx_vnni), which this one lacks: use FACE_DETECTOR=ssd',
  );
}

export function listsVnni(cpuinfo: string): boolean {
  return /^flags\s*:.*\b(avx512_vnni|avx_vnni)\b/m.test(cpuinfo);
}
