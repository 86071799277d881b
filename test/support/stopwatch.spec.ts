import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopwatch } from './stopwatch.js';

const hasPressure = existsSync('/proc/pressure/cpu');
if (!hasPressure)
  console.warn('A stopwatch like any other: this kernel does not tell of waiting for processors');

describe('the stopwatch', () => {
  it('does not run ahead of the clock', async () => {
    const begunMs = performance.now();
    const spentMs = stopwatch();
    await sleep(300);
    expect(spentMs()).toBeLessThanOrEqual(performance.now() - begunMs);
  });

  (hasPressure ? it : it.skip)('stands still while others keep every processor busy', async () => {
    const busy = Array.from({ length: 3 * availableParallelism() }, () =>
      spawn(process.execPath, ['-e', 'process.stdout.write("."); for (;;);'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
    try {
      await Promise.all(busy.map(({ stdout }) => once(stdout, 'data')));
      const spentMs = stopwatch();
      await sleep(1_500);
      expect(spentMs()).toBeLessThan(750);
    } finally {
      for (const child of busy) child.kill('SIGKILL');
    }
  });
});
