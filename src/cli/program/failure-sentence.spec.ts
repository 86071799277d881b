import { readFileSync } from 'node:fs';
import { failureSentence } from './failure-sentence.js';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('what a command says when it fails', () => {
  it('names the file that is not there, or is no file', () => {
    expect(failureSentence(thrownBy(() => readFileSync('/nowhere/faces.csv')))).toBe(
      '/nowhere/faces.csv does not exist',
    );
    expect(failureSentence(thrownBy(() => readFileSync('/', { flag: 'w' })))).toBe(
      '/ is a folder, not a file',
    );
  });

  it('says what to do about a schema that is too old', () => {
    const error = Object.assign(new Error('relation "audit_log" does not exist'), { code: '42P01' });
    expect(failureSentence(error)).toBe(
      'The database does not have this version\'s schema (relation "audit_log" does not exist): twoinone migrate run',
    );
  });

  it('is one line', () => {
    expect(failureSentence(new Error('first\n    at second'))).toBe('first');
    expect(failureSentence('thrown')).toBe('thrown');
  });
});
