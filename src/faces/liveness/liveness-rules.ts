/**
 * What a session asks of a face. Angles in degrees, times in milliseconds. From 118 printed-photograph sequences of 15
 * people, 895 live and 156 screen-replay frames and rendered paper; docs/liveness.md has the figures.
 */
export const LIVENESS_RULES = {
  /** Frames in a row that look straight; their median is the person's own neutral. */
  neutralFrames: 3,
  neutralYaw: 10,
  neutralRoll: 15,
  /** Points of the landmarks' two looks differ by less than this in every live frame up to 35° (209 of 209). */
  landmarkSpread: 6,
  /** Of the neutral, between the eyes, in pixels of the frame: what the figures were measured on. */
  interocularPx: 50,

  /** Directions to be taken; LEFT and RIGHT are always among them. A replayed clip satisfies three by chance in 0.13 %. */
  directions: 3,
  /** No print reached ±25° on both sides, wrapped ones 8 times in 48 on one. */
  turnYaw: 25,
  /** Relative to the neutral only: another mesh agrees on the sign in 60 of 60 from here on. */
  turnPitch: 12,
  /** Up and down are looked for in faces that are not turned. */
  pitchYaw: 15,
  reachedFrames: 2,
  /** Sooner than anybody reacts: the face was turned before it was asked to. */
  reactionMs: 300,
  turnMs: 5_000,
  /** Share of the turn from which on a frame shows the way and not the noise at its beginning. */
  wayShare: 0.2,
  /** Degrees per second between two frames; faster than people turn, and what a cut in a clip looks like. */
  speed: 150,
  returnAngle: 10,
  returnMs: 4_000,
  /**
   * Greatest growth of ln(eyes-to-chin over eye distance) that the turn does not explain. Flat paper that is bent stretches
   * a face more than a head that turns: half of the wraps are beyond, 1 % of the people.
   */
  foreshortening: 0.15,

  /** Of the session's own clock. */
  sessionMs: 60_000,
  /** What a look at a frame may take of that clock; what a busy service takes longer is not the person's time. */
  lookMs: 300,
  /** What frames that were turned away may stop that clock for: an attacker can bring the service to turn them away. */
  turnedAwayMostMs: 30_000,
  /** Whatever the service takes, the session is over then. */
  sessionMostMs: 180_000,
  frames: 60,
  frameGapMs: 120,
  /** From the pass to its use. */
  useMs: 120_000,

  /** Scores that a session's median needs. */
  scores: 5,
} as const;

/** Least median of the passive score that counts as a person: BPCER 2.1 %, no print and no replay session of 124 passed. */
export const LIVE_SCORE_MIN = { normal: 0.5, strict: 0.83 } as const;
