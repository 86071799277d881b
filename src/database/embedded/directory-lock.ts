import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../error-code.js';
import { ownIdentity, stateOf, type ProcessIdentity } from './process-identity.js';

/** How often the holder touches its lock, and how long a lock of another machine must rest to count as abandoned. */
const HEARTBEAT_MS = 1_000;
const ABANDONED_AFTER_MS = 5_000;

const LOCK_NAME = /^\.lock\.(\d+)$/;

interface LockRecord extends ProcessIdentity {
  released: boolean;
}

/** The data directory belongs to a process that still runs. */
export class DirectoryInUseError extends Error {
  readonly code = 'EDATADIRINUSE';

  constructor(folder: string, holder: ProcessIdentity) {
    super(`the data directory ${folder} is in use by process ${holder.pid}`);
    this.name = 'DirectoryInUseError';
  }
}

/**
 * Makes a directory the property of one process, since two PGlite instances on one directory silently lose rows.
 *
 * Node has no flock, so the holder is whoever made the highest-numbered file `.lock.N`. Creating N + 1 is atomic (link(2)
 * fails when the name exists) and numbers only grow, so two processes that find the same dead holder cannot both
 * succeed it. A killed holder is recognised by pid and start time; one on another machine by its heartbeat.
 */
export class DirectoryLock {
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly file: string,
    private readonly owner: ProcessIdentity,
  ) {
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  /** @throws DirectoryInUseError when another process, or this one already, holds the directory. */
  static async acquire(folder: string): Promise<DirectoryLock> {
    mkdirSync(folder, { recursive: true });
    const owner = ownIdentity();
    for (;;) {
      const current = highestLock(folder);
      const holder = current === 0 ? null : readRecord(folder, current);
      if (holder !== null && !holder.released && (await isHeld(folder, current, holder))) {
        throw new DirectoryInUseError(folder, holder);
      }
      const mine = current + 1;
      if (!createExclusively(folder, mine, { ...owner, released: false })) continue;
      if (highestLock(folder) === mine) {
        removeBelow(folder, mine);
        return new DirectoryLock(lockFile(folder, mine), owner);
      }
      rmSync(lockFile(folder, mine), { force: true });
    }
  }

  /** Leaves the number behind, marked as free, so that numbers never repeat. */
  release(): void {
    clearInterval(this.#heartbeat);
    const draft = `${this.file}.${randomUUID()}`;
    writeFileSync(draft, JSON.stringify({ ...this.owner, released: true }));
    renameSync(draft, this.file);
  }

  #beat(): void {
    const now = new Date();
    try {
      utimesSync(this.file, now, now);
    } catch {
      // The directory was removed under us; the database will say so itself.
    }
  }
}

async function isHeld(folder: string, number: number, holder: LockRecord): Promise<boolean> {
  const state = stateOf(holder);
  if (state !== 'unknown') return state === 'running';
  const before = lastBeat(folder, number);
  await sleep(ABANDONED_AFTER_MS);
  return lastBeat(folder, number) !== before;
}

function lockFile(folder: string, number: number): string {
  return join(folder, `.lock.${number}`);
}

function lockNumbers(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = LOCK_NAME.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
}

function highestLock(folder: string): number {
  return Math.max(0, ...lockNumbers(folder));
}

function removeBelow(folder: string, number: number): void {
  for (const other of lockNumbers(folder)) {
    if (other < number) rmSync(lockFile(folder, other), { force: true });
  }
}

/** @returns null when the file is gone: somebody newer has taken over meanwhile. */
function readRecord(folder: string, number: number): LockRecord | null {
  try {
    return JSON.parse(readFileSync(lockFile(folder, number), 'utf8')) as LockRecord;
  } catch {
    return null;
  }
}

function lastBeat(folder: string, number: number): number {
  return statSync(lockFile(folder, number), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** link(2) publishes the finished file under its name in one step, so nobody ever reads half a record. */
function createExclusively(folder: string, number: number, record: LockRecord): boolean {
  const draft = join(folder, `.lock-draft.${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(record));
  try {
    linkSync(draft, lockFile(folder, number));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
