import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { AppError } from '../common/app-error.js';
import { QueryTimeoutError } from './server/bounded-client.js';
import { describe as inOneLine, isPermanent, toAppError } from './database-errors.js';

const coded = (code: string, message = 'message'): Error => Object.assign(new Error(message), { code });
const refusedByServer = (code: string): Error =>
  new QueryFailedError('SELECT 1', [], Object.assign(new pg.DatabaseError('message', 1, 'error'), { code }));

describe('database errors', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a connection that broke', coded('ECONNRESET')],
    ['a host without address', coded('ENOTFOUND')],
    [
      'localhost refusing on both protocols',
      new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
    ],
    ['a server that shuts down', refusedByServer('57P01')],
    ['a server that starts', refusedByServer('57P03')],
    ['a full disk', refusedByServer('53100')],
    ['too many connections', refusedByServer('53300')],
    ['a statement that took too long', refusedByServer('57014')],
    ['a standby', refusedByServer('25006')],
    ['a login that was taken away', refusedByServer('28000')],
    ['a right that was taken away', refusedByServer('42501')],
    ['a table that was removed', refusedByServer('42P01')],
    ['a function that was removed', refusedByServer('42883')],
    ['an answer that never came', new QueryFailedError('SELECT 1', [], new QueryTimeoutError())],
    ['an exhausted pool', new Error('timeout exceeded when trying to connect')],
    ['a connection that broke between two statements', new QueryRunnerProviderAlreadyReleasedError()],
    ['the same, a little later', new QueryRunnerAlreadyReleasedError()],
    ['a connection that was closed', new Error('Connection terminated unexpectedly')],
  ])('call %s unavailable', (_name, error) => {
    const answer = toAppError(error);
    expect(answer).toBeInstanceOf(AppError);
    expect(answer).toMatchObject({ code: 'DB_UNAVAILABLE', status: 503, retryAfterS: 5, cause: error });
  });

  it.each([
    ['that is too long', '22001'],
    ['with a NUL', '22021'],
    ['that is no number', '22P02'],
    ['out of range', '22003'],
  ])('answer a value %s as a request that is wrong', (_name, code) => {
    const error = refusedByServer(code);
    expect(toAppError(error)).toMatchObject({ code: 'VALIDATION_FAILED', status: 400, cause: error });
  });

  it.each([
    ['a duplicate', refusedByServer('23505')],
    ['a fault in our SQL', refusedByServer('42601')],
    ['a serialisation failure', refusedByServer('40001')],
    ['a fault of our own', new TypeError('x is not a function')],
    ['another answer of ours', new AppError('NOT_ENROLLED')],
    ['something that is no error', 'text'],
  ])('leave %s as it is', (_name, error) => {
    expect(toAppError(error)).toBe(error);
  });

  it('tell what trying again cannot mend', () => {
    const permanent = ['28P01', '28000', '3D000', 'DEPTH_ZERO_SELF_SIGNED_CERT'];
    expect(permanent.filter((code) => !isPermanent(coded(code)))).toEqual([]);
    expect(['ECONNREFUSED', '57P03', '53300'].map((code) => isPermanent(coded(code)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('are told in one line, even where Node gives no message', () => {
    const refused = new AggregateError([
      new Error('connect ECONNREFUSED ::1:1'),
      new Error('connect ECONNREFUSED 127.0.0.1:1'),
    ]);
    expect(inOneLine(refused)).toBe('connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1');
  });
});
