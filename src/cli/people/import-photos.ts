import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { AppError } from '../../common/app-error.js';
import { codeOf } from '../../database/error-code.js';
import type { PersonFolder } from './photo-folder.js';
import type { ImportJournal } from './import-journal.js';
import type { Refusal } from './import-report.js';

export interface PhotoStore {
  /** @throws AppError why the photo is refused (4xx) or cannot be looked at now (5xx) */
  enroll(userId: string, photo: Buffer): Promise<void>;
  /** Whether the very encoding of this photo is stored for the user. */
  isStored(userId: string, photo: Buffer): Promise<boolean>;
}

export interface PhotoImportOptions {
  folder: string;
  /** What is larger is refused unread, as the service does. */
  photoMaxBytes: number;
  /** Photographs to store for each person. */
  maxPerPerson: number;
  /** People whose photographs are looked at at the same time. */
  concurrency: number;
  onPhoto: () => void;
}

export interface PhotoImportOutcome {
  stored: number;
  already: number;
  surplus: number;
  /** Photographs that went through the networks in this run. */
  analysed: number;
  refused: Refusal[];
  failed: Refusal[];
}

/** Enrols people side by side, and each person's photographs one after the other, in order, until there are enough. */
export async function importPhotos(
  people: readonly PersonFolder[],
  store: PhotoStore,
  journal: ImportJournal,
  options: PhotoImportOptions,
): Promise<PhotoImportOutcome> {
  const outcome: PhotoImportOutcome = {
    stored: 0,
    already: 0,
    surplus: 0,
    analysed: 0,
    refused: [],
    failed: [],
  };
  const waiting = people.values();
  const work = async (): Promise<void> => {
    for (const person of waiting) await importPerson(person, store, journal, options, outcome);
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return outcome;
}

async function importPerson(
  { userId, photos }: PersonFolder,
  store: PhotoStore,
  journal: ImportJournal,
  { folder, photoMaxBytes, maxPerPerson, onPhoto }: PhotoImportOptions,
  outcome: PhotoImportOutcome,
): Promise<void> {
  let kept = 0;
  for (const photo of photos) {
    const before = journal.stateOf(photo);
    if (before?.state === 'stored') {
      kept++;
      outcome.already++;
    } else if (before?.state === 'refused') {
      outcome.refused.push({ what: photo, code: before.code ?? '' });
    } else if (kept >= maxPerPerson) {
      outcome.surplus++;
    } else {
      outcome.analysed++;
      const enrolled = await enrollPhoto(
        { userId, photo, path: join(folder, photo), photoMaxBytes, wasBegun: before !== undefined },
        store,
        journal,
      );
      if (record(enrolled, photo, outcome)) kept++;
    }
    onPhoto();
  }
}

interface UnsettledPhoto {
  userId: string;
  photo: string;
  path: string;
  photoMaxBytes: number;
  /** An earlier run was at it when it ended. */
  wasBegun: boolean;
}

type Enrolled = { fate: 'stored' | 'already' } | { fate: 'refused' | 'failed'; code: string };

async function enrollPhoto(
  { userId, photo, path, photoMaxBytes, wasBegun }: UnsettledPhoto,
  store: PhotoStore,
  journal: ImportJournal,
): Promise<Enrolled> {
  try {
    const bytes = await readPhoto(path, photoMaxBytes);
    // A killed run may have stored it without having noted that.
    const isStored = wasBegun && (await store.isStored(userId, bytes));
    if (!isStored) {
      journal.note({ photo, state: 'begun' });
      await store.enroll(userId, bytes);
    }
    journal.note({ photo, state: 'stored' });
    return { fate: isStored ? 'already' : 'stored' };
  } catch (error) {
    if (!(error instanceof AppError)) {
      // A file that cannot be read, or is gone, costs nobody else's photographs.
      const code = codeOf(error);
      if (code === null || !isNativeError(error) || !('syscall' in error)) throw error;
      return { fate: 'failed', code };
    }
    const { code, status } = error;
    if (status >= 500) return { fate: 'failed', code };
    journal.note({ photo, state: 'refused', code });
    return { fate: 'refused', code };
  }
}

async function readPhoto(path: string, maxBytes: number): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > maxBytes) throw new AppError('FILE_TOO_LARGE', { reason: `${size} bytes` });
  return readFile(path);
}

/** @returns whether the photograph is kept */
function record(enrolled: Enrolled, photo: string, outcome: PhotoImportOutcome): boolean {
  if ('code' in enrolled) {
    outcome[enrolled.fate].push({ what: photo, code: enrolled.code });
    return false;
  }
  outcome[enrolled.fate]++;
  return true;
}
