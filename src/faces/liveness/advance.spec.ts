import { describe, expect, it } from '@jest/globals';
import { advance, type Advance, type Judgement } from './advance.js';
import { type Direction, possibleNext } from './challenge.js';
import { answeredAt, type Moment } from './session-clock.js';
import type { FrameFace, FrameFault } from './session-frame.js';
import { BEGINNING, instructionOf } from './session-progress.js';

const ANNA = [1, 0, 0];
const BEN = [0, 1, 0];
const FACE: FrameFace = {
  yaw: 2,
  pitch: 5,
  roll: 1,
  chinRatio: 1.8,
  landmarkSpread: 2,
  interocularPx: 80,
  encoding: ANNA,
  earlier: null,
  liveScore: null,
  findings: [],
};
const GAP_MS = 250;

type Look = Partial<FrameFace> | FrameFault;
/** A look, or one at a time of its own after the answer to the frame before, and how long the service takes for it. */
type Shot = Look | { afterMs?: number; takesMs?: number; look: Look };

/** A rigid head: the eyes come nearer to each other with the cosine of the yaw. */
const turned = (yaw: number, pitch = 0, more: Look = {}): Look => ({
  yaw: FACE.yaw + yaw,
  pitch: FACE.pitch + pitch,
  chinRatio: FACE.chinRatio / Math.cos(((FACE.yaw + yaw) * Math.PI) / 180),
  ...(typeof more === 'object' ? more : {}),
});
const STRAIGHT = turned(0);
const NEUTRAL = [STRAIGHT, STRAIGHT, STRAIGHT];
const WAY: Record<Direction, Look[]> = {
  left: [turned(14), turned(27), turned(28)],
  right: [turned(-14), turned(-27), turned(-28)],
  up: [turned(1, 7), turned(2, 13), turned(2, 14)],
  down: [turned(1, -7), turned(2, -13), turned(2, -14)],
};
const thereAndBack = (direction: Direction): Look[] => [...WAY[direction], turned(15), STRAIGHT];

/** Draws these directions, whatever the choices are. */
function drawing(...directions: Direction[]): Judgement['draw'] {
  const taken: Direction[] = [];
  return (choices) => {
    for (let index = 0; index < choices; index++) {
      const next = possibleNext(taken)[index];
      if (next === undefined || next !== directions[taken.length]) continue;
      taken.push(next);
      return index;
    }
    throw new Error(`${directions.join(', ')} cannot be drawn`);
  };
}

function play(shots: readonly Shot[], judgement: Partial<Judgement> = {}): Advance & { hints: unknown[] } {
  const whole: Judgement = {
    continuityMax: 0.5,
    liveScoreMin: null,
    draw: drawing('left', 'right', 'up'),
    ...judgement,
  };
  let answered: Moment = { atMs: 0, clockMs: 0 };
  let last: Advance = { kind: 'running', progress: BEGINNING, hint: null };
  const hints: unknown[] = [];
  for (const shot of shots) {
    if (last.kind !== 'running') throw new Error(`already ${JSON.stringify(last)}`);
    const isTimed = typeof shot === 'object' && 'look' in shot;
    const { afterMs = GAP_MS, takesMs = 0, look } = isTimed ? shot : { look: shot };
    const arrived = { atMs: answered.atMs + afterMs, clockMs: answered.clockMs + afterMs };
    answered = answeredAt(arrived, arrived.atMs + takesMs);
    const face = typeof look === 'string' ? look : { ...FACE, ...look };
    last = advance(last.progress, { ...arrived, answered, face }, whole);
    if (last.kind === 'running' && last.hint !== null) hints.push(last.hint);
  }
  return { ...last, hints };
}

const ALL_THREE = [...NEUTRAL, ...thereAndBack('left'), ...thereAndBack('right'), ...thereAndBack('up')];

describe('a person who does what they are asked', () => {
  it.each<[Direction, Direction, Direction]>([
    ['left', 'right', 'up'],
    ['left', 'right', 'left'],
    ['down', 'right', 'left'],
    ['right', 'up', 'left'],
  ])('passes: %s, %s, %s', (...directions) => {
    const shots = [...NEUTRAL, ...directions.flatMap(thereAndBack)];
    const outcome = play(shots, { draw: drawing(...directions) });
    expect(outcome).toMatchObject({ kind: 'passed', liveScore: null, hints: [] });
  });

  it('is asked for a direction only after three straight frames', () => {
    const asked = [1, 2, 3].map((count) => {
      const outcome = play(NEUTRAL.slice(0, count));
      return outcome.kind === 'running' ? instructionOf(outcome.progress) : null;
    });
    expect(asked).toEqual(['straight', 'straight', 'left']);
  });

  it('is measured from their own neutral, the median of three', () => {
    const low: Look[] = [turned(0, -20), turned(0, -21), turned(0, -19)];
    const up = (pitch: number) =>
      play([...low, turned(0, pitch - 7), turned(0, pitch), turned(0, pitch)], {
        draw: drawing('up', 'left', 'right'),
      });
    expect(up(-8.1)).toMatchObject({ progress: { phase: { kind: 'turn' } } });
    expect(up(-8)).toMatchObject({ progress: { phase: { kind: 'return' } } });
  });
});

describe('before the first direction', () => {
  it.each<[string, Look, string]>([
    ['nobody', 'NO_FACE', 'NO_FACE'],
    ['two people', 'SEVERAL_FACES', 'SEVERAL_FACES'],
    ['a turned face', { yaw: 10.1 }, 'FACE_TURNED_AWAY'],
    ['a tilted face', { roll: -15.1 }, 'FACE_TILTED'],
    ['a small face', { interocularPx: 49.9 }, 'FACE_TOO_SMALL'],
    ['landmarks that contradict themselves', { landmarkSpread: 6.1 }, 'FACE_UNSTEADY'],
    ['a dark face', { findings: ['FACE_TOO_DARK'] }, 'FACE_TOO_DARK'],
    ['a blurred face', { findings: ['FACE_BLURRED'] }, 'FACE_BLURRED'],
  ])('%s is told so, and three straight frames are needed again', (_, look, hint) => {
    const outcome = play([STRAIGHT, STRAIGHT, look, STRAIGHT, STRAIGHT]);
    expect(outcome).toMatchObject({ hints: [hint], progress: { directions: [] } });
  });

  it('three frames of two people fail', () => {
    expect(play([STRAIGHT, { encoding: BEN }, STRAIGHT])).toMatchObject({ failure: 'PERSON_CHANGED' });
  });
});

describe('a turn', () => {
  const turn = (...shots: Shot[]) => play([...NEUTRAL, ...shots]);
  const isReached = (outcome: Advance) =>
    outcome.kind === 'running' && outcome.progress.phase.kind === 'return';

  it.each<[string, boolean, Shot[]]>([
    ['two frames at 25°', true, [turned(12), turned(25), turned(25)]],
    ['two frames at 24.9°', false, [turned(12), turned(24.9), turned(24.9)]],
    ['one frame', false, [turned(12), turned(26)]],
    ['two frames with one in between', false, [turned(12), turned(26), turned(20), turned(26)]],
    ['two frames with nobody in between', false, [turned(12), turned(26), 'NO_FACE', turned(26)]],
    ['no frame on the way', false, [{ afterMs: 400, look: turned(26) }, turned(27), turned(27)]],
    ['a frame on the way that is only noise', false, [turned(4), turned(26), turned(27)]],
    [
      'faster than 150° a second',
      false,
      [turned(6), { afterMs: 120, look: turned(25) }, turned(26), turned(27)],
    ],
    [
      'sooner than 0.3 s',
      false,
      [{ afterMs: 120, look: turned(14) }, { afterMs: 130, look: turned(26) }, turned(26), turned(26)],
    ],
  ])('%s: counts %s', (_, reached, shots) => {
    const outcome = turn(...shots);
    expect(outcome.kind).toBe('running');
    expect(isReached(outcome)).toBe(reached);
  });

  it('that was too fast is asked for slower, and counts after the face has been back', () => {
    const fast = [{ afterMs: 400, look: turned(26) }, turned(27)];
    expect(turn(...fast).hints).toEqual(['TURN_SLOWER', 'TURN_SLOWER']);
    expect(isReached(turn(...fast, turned(12), turned(26), turned(26)))).toBe(false);
    expect(isReached(turn(...fast, turned(9), turned(15), turned(26), turned(26)))).toBe(true);
  });

  it.each<[string, Shot[], string]>([
    ['to the other side', WAY.right, 'WRONG_DIRECTION'],
    ['upwards', WAY.up, 'WRONG_DIRECTION'],
    ['after 5 s', [{ afterMs: 5_001, look: STRAIGHT }], 'TURN_TOO_LATE'],
    ['after 5 s without anybody', [{ afterMs: 5_001, look: 'NO_FACE' }], 'TURN_TOO_LATE'],
    ['of somebody else', [turned(14), turned(26, 0, { encoding: BEN })], 'PERSON_CHANGED'],
    [
      'of paper that is bent',
      [turned(14), turned(26, 0, { chinRatio: 2.4 }), turned(26, 0, { chinRatio: 2.4 })],
      'FLAT_FACE',
    ],
  ])('%s fails', (_, shots, failure) => {
    expect(turn(...shots)).toMatchObject({ kind: 'failed', failure });
  });

  it('is not called another direction for one stray frame', () => {
    const outcome = turn(turned(-26), STRAIGHT, ...WAY.left);
    expect(isReached(outcome)).toBe(true);
  });

  it('up does not count in a face that is turned to the side', () => {
    const sideways = [turned(16, 7), turned(16, 14), turned(16, 14)];
    const outcome = play([...NEUTRAL, ...sideways], { draw: drawing('up', 'left', 'right') });
    expect(isReached(outcome)).toBe(false);
  });
});

describe('the way back', () => {
  const back = (...shots: Shot[]) => play([...NEUTRAL, ...WAY.left, ...shots]);

  it.each<[string, Shot[], string]>([
    ['takes more than 4 s', [{ afterMs: 4_001, look: STRAIGHT }], 'RETURN_TOO_LATE'],
    ['somebody else has come back', [{ encoding: BEN }], 'PERSON_CHANGED'],
  ])('fails when %s', (_, shots, failure) => {
    expect(back(...shots)).toMatchObject({ kind: 'failed', failure });
  });

  it('ends within 10° of the neutral, and the next direction is drawn then', () => {
    expect(back(turned(10.1))).toMatchObject({ progress: { directions: ['left'] } });
    expect(back(turned(9.9, -9.9))).toMatchObject({ progress: { directions: ['left', 'right'] } });
    expect(back(turned(0, 10.1))).toMatchObject({ progress: { directions: ['left'] } });
  });
});

describe('a busy service', () => {
  const slowly = (takesMs: number, looks: readonly Look[]): Shot[] =>
    looks.map((look) => ({ takesMs, look }));

  it.each([1_000, 4_000, 10_000])('that takes %i ms for a frame refuses nobody for it', (takesMs) => {
    expect(play(slowly(takesMs, ALL_THREE))).toMatchObject({ kind: 'passed', hints: [] });
  });

  it('does not wait for ever for somebody who does nothing: as many frames as one that takes 0.3 s', () => {
    const endsAfter = (takesMs: number): number => {
      for (let count = 1; ; count++) {
        const outcome = play([...NEUTRAL, ...slowly(takesMs, Array<Look>(count).fill(STRAIGHT))]);
        if (outcome.kind !== 'running') return count;
      }
    };
    expect([300, 1_000, 10_000].map(endsAfter)).toEqual([10, 10, 10]);
  });

  it('still sees that a head turned sooner than anybody reacts, or faster than anybody turns', () => {
    const hasty = [
      ...slowly(2_000, NEUTRAL),
      { afterMs: 120, look: turned(14) },
      { afterMs: 130, look: turned(26) },
    ];
    expect(play(hasty)).toMatchObject({ hints: ['TURN_SLOWER'] });
    const fast = [...slowly(2_000, NEUTRAL), turned(6), { afterMs: 120, look: turned(25) }];
    expect(play(fast)).toMatchObject({ hints: ['TURN_SLOWER'] });
  });
});

describe('the passive score', () => {
  const withScores = (scores: number[]) => {
    let straight = 0;
    return ALL_THREE.map((look) =>
      look === STRAIGHT ? { ...(STRAIGHT as object), liveScore: scores[straight++] ?? null } : look,
    );
  };

  it.each<[string, number[], object]>([
    [
      'is the median of the straight frames',
      [0.9, 0.8, 0.1, 0.75, 0.75, 0.2],
      { kind: 'passed', liveScore: 0.75 },
    ],
    ['fails below the limit', [0.9, 0.4, 0.1, 0.4, 0.4, 0.9], { kind: 'failed', failure: 'NOT_LIVE' }],
    ['passes at the limit', [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], { kind: 'passed', liveScore: 0.5 }],
    ['of four frames is no score yet', [0.9, 0.9, 0.9, 0.9], { kind: 'running' }],
    ['that never came is waited for', [], { kind: 'running' }],
  ])('%s', (_, scores, expected) => {
    expect(play(withScores(scores), { liveScoreMin: 0.5 })).toMatchObject(expected);
  });

  it('is null, and nobody is refused by it, without the networks', () => {
    expect(play(ALL_THREE, { liveScoreMin: null })).toMatchObject({ kind: 'passed', liveScore: null });
  });
});
