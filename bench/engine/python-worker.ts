import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/config/package-root.js';
import type { Cost, Encoded } from './protocol.js';

const SCRIPT = join(packageRoot, 'bench', 'engine', 'face_recognition_worker.py');

/** Python's `face_recognition` in a process of its own; nothing of the service needs it. */
export class PythonWorker {
  private readonly folder = mkdtempSync(join(tmpdir(), 'bench-python-'));
  private readonly photo = join(this.folder, 'photo.jpg');
  private readonly child;
  private readonly lines;

  private constructor(python: string) {
    this.child = spawn(python, [SCRIPT], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    const reader = createInterface(this.child.stdout);
    // Where there is no such interpreter its output never ends.
    this.child.on('error', () => reader.close());
    this.child.stdin.on('error', () => undefined);
    this.lines = reader[Symbol.asyncIterator]();
  }

  /** @returns null where this Python has no `face_recognition` */
  static async open(python: string): Promise<{ worker: PythonWorker; runtime: string } | null> {
    const worker = new PythonWorker(python);
    const line = await worker.lines.next();
    if (line.done !== true)
      return { worker, runtime: (JSON.parse(line.value) as { runtime: string }).runtime };
    worker.stop();
    return null;
  }

  async encode(photo: Uint8Array): Promise<Encoded> {
    writeFileSync(this.photo, photo);
    this.child.stdin.write(`${this.photo}\n`);
    const line = await this.lines.next();
    if (line.done === true) throw new Error('face_recognition ended');
    const { cost, encoding, rssBytes } = JSON.parse(line.value) as {
      cost: Cost;
      encoding: number[] | null;
      rssBytes: number;
    };
    return { cost, encoding: encoding && Float32Array.from(encoding), rssBytes };
  }

  stop(): void {
    this.child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
