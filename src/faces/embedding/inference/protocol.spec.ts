import { describe, expect, it } from '@jest/globals';
import { readFromChild, readToChild } from './protocol.js';

describe('readFromChild', () => {
  it.each([
    { type: 'ready', about: { engine: 'onnx' } },
    { type: 'unusable', reason: 'wrong sha256' },
    { type: 'answer', id: 1, answer: [1], rssBytes: 2 },
    { type: 'refusal', id: 1, code: 'IMAGE_UNREADABLE', reason: 'truncated', rssBytes: 2 },
    { type: 'fault', id: 1, reason: 'stack', rssBytes: 2 },
  ])('accepts $type', (message) => {
    expect(readFromChild(message)).toEqual(message);
  });

  it.each([
    null,
    'ready',
    {},
    { type: 'answer', id: '1', rssBytes: 2 },
    { type: 'answer', id: 1 },
    { type: 'unusable' },
    { type: 'fault', id: 1, rssBytes: 2 },
    { type: 'refusal', id: 1, code: 'toString', reason: 'x', rssBytes: 2 },
    { type: 'refusal', id: 1, code: 'NOT_A_CODE', reason: 'x', rssBytes: 2 },
  ])('takes %j for no message', (message) => {
    expect(readFromChild(message)).toBeUndefined();
  });
});

describe('readToChild', () => {
  it('accepts the start and jobs, and nothing else', () => {
    const photo = Buffer.from('x');
    expect(readToChild({ type: 'start', settings: { a: 1 } })).toEqual({ type: 'start', settings: { a: 1 } });
    expect(readToChild({ type: 'job', id: 7, job: { photo } })).toEqual({
      type: 'job',
      id: 7,
      job: { photo },
    });
    expect(readToChild({ type: 'job' })).toBeUndefined();
    expect(readToChild({ type: 'other' })).toBeUndefined();
  });
});
