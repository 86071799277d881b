import { describe, expect, it } from '@jest/globals';
import { CHUNK_OVERHEAD_BYTES, UploadBudget, type HeldUpload } from './upload-budget.js';

const CHUNK = 1_000;
const COST = CHUNK + CHUNK_OVERHEAD_BYTES;

/** A budget of so many chunks, and the names of those who gave way. */
function budgetOf(chunks: number) {
  const refused: string[] = [];
  const budget = new UploadBudget(chunks * COST);
  const open = (name: string): HeldUpload =>
    budget.open(() => {
      refused.push(name);
      return new Error(name);
    });
  return { budget, refused, open };
}

describe('UploadBudget', () => {
  it('counts what has arrived, and nothing for a body that sends nothing', () => {
    const { budget, refused, open } = budgetOf(2);
    for (let silent = 0; silent < 100; silent++) open(`silent ${silent}`);
    expect([open('a').receive(CHUNK), open('b').receive(CHUNK)]).toEqual([true, true]);
    expect(budget.heldBytes).toBe(2 * COST);
    expect(refused).toEqual([]);
  });

  it('lets the body give way that began first among the incomplete ones', () => {
    const { budget, refused, open } = budgetOf(3);
    const [done, first, second, late] = [open('done'), open('first'), open('second'), open('late')];
    for (const upload of [done, first, second]) upload.receive(CHUNK);
    done.complete();
    expect(late.receive(CHUNK)).toBe(true);
    expect(refused).toEqual(['first']);
    expect(first.gaveWay).toMatchObject({ aborted: true, reason: new Error('first') });
    expect([done, second, late].map(({ gaveWay }) => gaveWay.aborted)).toEqual([false, false, false]);
    expect(budget.heldBytes).toBe(3 * COST);
  });

  it('takes no more of a body that gave way, and refuses it once', () => {
    const { budget, refused, open } = budgetOf(1);
    const [first, late] = [open('first'), open('late')];
    first.receive(CHUNK);
    late.receive(CHUNK);
    expect([first.receive(CHUNK), first.receive(CHUNK)]).toEqual([false, false]);
    first.release();
    expect(refused).toEqual(['first']);
    expect(budget.heldBytes).toBe(COST);
  });

  it('refuses the newcomer when all others are complete', () => {
    const { budget, refused, open } = budgetOf(2);
    const waiting = [open('a'), open('b')];
    for (const upload of waiting) {
      upload.receive(CHUNK);
      upload.complete();
    }
    expect(open('newcomer').receive(CHUNK)).toBe(false);
    expect(refused).toEqual(['newcomer']);
    expect(budget.heldBytes).toBe(2 * COST);
  });

  it('gives up as many as a large chunk needs, at last its own body', () => {
    const { budget, refused, open } = budgetOf(3);
    for (const name of ['a', 'b', 'c']) open(name).receive(CHUNK);
    expect(open('large').receive(2 * CHUNK)).toBe(true);
    expect(refused).toEqual(['a', 'b']);
    expect(open('huge').receive(4 * COST)).toBe(false);
    expect(refused).toEqual(['a', 'b', 'c', 'large', 'huge']);
    expect(budget.heldBytes).toBe(0);
  });

  it('has the room again after a release, once', () => {
    const { budget, refused, open } = budgetOf(1);
    const first = open('first');
    first.receive(CHUNK);
    first.release();
    first.release();
    expect(budget.heldBytes).toBe(0);
    expect(open('second').receive(CHUNK)).toBe(true);
    expect(refused).toEqual([]);
  });
});
