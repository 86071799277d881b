import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../common/app-error.js';
import type { ErrorCode } from '../../common/error-codes.js';
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
  { folder, maxPerPerson, onPhoto }: PhotoImportOptions,
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
      const bytes = await readFile(join(folder, photo));
      outcome.analysed++;
      const enrolled = await enrollPhoto(
        { userId, photo, bytes, wasBegun: before !== undefined },
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
  bytes: Buffer;
  /** An earlier run was at it when it ended. */
  wasBegun: boolean;
}

type Enrolled = { fate: 'stored' | 'already' } | { fate: 'refused' | 'failed'; code: ErrorCode };

async function enrollPhoto(
  { userId, photo, bytes, wasBegun }: UnsettledPhoto,
  store: PhotoStore,
  journal: ImportJournal,
): Promise<Enrolled> {
  try {
    // A killed run may have stored it without having noted that.
    const isStored = wasBegun && (await store.isStored(userId, bytes));
    if (!isStored) {
      journal.note({ photo, state: 'begun' });
      await store.enroll(userId, bytes);
    }
    journal.note({ photo, state: 'stored' });
    return { fate: isStored ? 'already' : 'stored' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, status } = error;
    if (status >= 500) return { fate: 'failed', code };
    journal.note({ photo, state: 'refused', code });
    return { fate: 'refused', code };
  }
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
