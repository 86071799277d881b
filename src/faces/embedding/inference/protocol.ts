import { ERRORS, type ErrorCode } from '../../../common/error-codes.js';

/** What a parent tells its child. `settings` and `job` are plain data; Buffers and typed arrays cross as they are. */
export type ToChild = { type: 'start'; settings: unknown } | { type: 'job'; id: number; job: unknown };

/** What a child tells its parent; its memory use travels with every answer. */
export type FromChild =
  /** Loaded and warmed: jobs may come. */
  | { type: 'ready'; about: unknown }
  /** The settings can never work (bad manifest, missing file): restarting would not help. */
  | { type: 'unusable'; reason: string }
  | { type: 'answer'; id: number; answer: unknown; rssBytes: number }
  /** The photo is at fault, in the words of the error table. */
  | { type: 'refusal'; id: number; code: ErrorCode; reason: string; rssBytes: number }
  /** The code is at fault; `reason` is for the log. */
  | { type: 'fault'; id: number; reason: string; rssBytes: number };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(ERRORS, value);

/** A child handles hostile bytes, so what it says is checked. @returns undefined for anything that is no message */
export function readFromChild(message: unknown): FromChild | undefined {
  if (!isRecord(message)) return undefined;
  const { type, id, reason, rssBytes, code } = message;
  if (type === 'ready') return { type, about: message['about'] };
  if (type === 'unusable' && typeof reason === 'string') return { type, reason };
  if (typeof id !== 'number' || typeof rssBytes !== 'number') return undefined;
  if (type === 'answer') return { type, id, answer: message['answer'], rssBytes };
  if (typeof reason !== 'string') return undefined;
  if (type === 'fault') return { type, id, reason, rssBytes };
  if (type === 'refusal' && isErrorCode(code)) return { type, id, code, reason, rssBytes };
  return undefined;
}

/** The parent is trusted; only the shape is looked at. */
export function readToChild(message: unknown): ToChild | undefined {
  if (!isRecord(message)) return undefined;
  const { type, id } = message;
  if (type === 'start') return { type, settings: message['settings'] };
  if (type === 'job' && typeof id === 'number') return { type, id, job: message['job'] };
  return undefined;
}
