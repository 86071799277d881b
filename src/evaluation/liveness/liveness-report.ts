import { LIVE_SCORE_MIN } from '../../faces/liveness/liveness-rules.js';
import type { SessionFrame } from '../../faces/liveness/session-frame.js';
import { type Rate, rateOf } from './binomial-interval.js';
import { type ContinuityReport, continuityOf } from './continuity.js';
import { type DetPoint, detOf } from './passive-det.js';
import type { RecordingVerdict } from './judge-recording.js';

export interface JudgedRecording extends RecordingVerdict {
  name: string;
  species: string | null;
  frames: SessionFrame[];
}

/** Error rates as ISO/IEC 30107-3 names them; a presentation is one recording. */
export interface SpeciesReport {
  species: string;
  recordings: number;
  /** Recordings that pass any challenge at will, of those that the session judged. */
  apcer: Rate;
  /** Recordings that the session could not judge. */
  apnrr: Rate;
  /** Sessions with random directions that a replayed recording passed. */
  replays: Rate;
  /** How often a session ended so, over all challenges. */
  ends: RecordingVerdict['ends'];
}

/** What `--json` writes and `--html` draws. */
export interface LivenessReport {
  folder: string;
  createdAt: string;
  model: string;
  engine: string;
  runtime: string;
  rules: { continuityMax: number; liveScoreMin: number | null };
  live: {
    recordings: number;
    /** Those that show left and right, without which nobody can follow any challenge. */
    turning: number;
    /** Of these: failed a challenge whose directions they show. */
    bpcer: Rate;
    bpnrr: Rate;
    replays: Rate;
    ends: RecordingVerdict['ends'];
  };
  attacks: SpeciesReport[];
  /** Of the passive score alone; null without its networks. */
  passive: PassiveReport | null;
  continuity: ContinuityReport;
  recordings: (Omit<JudgedRecording, 'frames'> & { frames: number })[];
}

export interface PassiveReport {
  frames: { live: number; attack: number };
  /** Of recordings with enough straight frames. */
  thresholds: { threshold: number; bpcer: Rate; apcer: { species: string; rate: Rate }[] }[];
  /** Over frames. */
  det: DetPoint[];
}

export function livenessReport(
  recordings: readonly JudgedRecording[],
  facts: Pick<LivenessReport, 'folder' | 'model' | 'engine' | 'runtime' | 'rules'>,
): LivenessReport {
  const live = recordings.filter(({ species }) => species === null);
  const attacks = recordings.filter(({ species }) => species !== null);
  return {
    ...facts,
    createdAt: new Date().toISOString(),
    live: liveReport(live),
    attacks: speciesOf(attacks).map(([species, own]) => speciesReport(species, own)),
    passive: passiveReport(live, attacks),
    continuity: continuityOf(
      live.map(({ frames }) => frames),
      facts.rules.continuityMax,
    ),
    recordings: recordings.map(({ frames, ...recording }) => ({ ...recording, frames: frames.length })),
  };
}

function liveReport(live: readonly JudgedRecording[]): LivenessReport['live'] {
  const turning = live.filter(({ possible, isNoResponse }) => !isNoResponse && possible.of > 0);
  const refused = turning.filter(({ possible }) => possible.passed < possible.of);
  return {
    recordings: live.length,
    turning: turning.length,
    bpcer: rateOf(refused.length, turning.length),
    bpnrr: rateOf(live.filter(({ isNoResponse }) => isNoResponse).length, live.length),
    replays: replaysOf(live),
    ends: endsOf(live),
  };
}

function speciesReport(species: string, recordings: readonly JudgedRecording[]): SpeciesReport {
  const judged = recordings.filter(({ isNoResponse }) => !isNoResponse);
  return {
    species,
    recordings: recordings.length,
    apcer: rateOf(judged.filter(({ challenges }) => challenges.passed > 0).length, judged.length),
    apnrr: rateOf(recordings.length - judged.length, recordings.length),
    replays: replaysOf(recordings),
    ends: endsOf(recordings),
  };
}

function passiveReport(
  live: readonly JudgedRecording[],
  attacks: readonly JudgedRecording[],
): PassiveReport | null {
  const scoresOf = (recordings: readonly JudgedRecording[]) =>
    recordings
      .flatMap(({ frames }) => frames.map(({ face }) => (typeof face === 'string' ? null : face.liveScore)))
      .filter((score) => score !== null);
  const [liveScores, attackScores] = [scoresOf(live), scoresOf(attacks)];
  if (liveScores.length + attackScores.length === 0) return null;
  const passing = (recordings: readonly JudgedRecording[], threshold: number) => {
    const scores = recordings.map(({ liveScore }) => liveScore).filter((score) => score !== null);
    return { of: scores.length, passed: scores.filter((score) => score >= threshold).length };
  };
  return {
    frames: { live: liveScores.length, attack: attackScores.length },
    thresholds: Object.values(LIVE_SCORE_MIN).map((threshold) => {
      const { of, passed } = passing(live, threshold);
      return {
        threshold,
        bpcer: rateOf(of - passed, of),
        apcer: speciesOf(attacks).map(([species, own]) => {
          const counts = passing(own, threshold);
          return { species, rate: rateOf(counts.passed, counts.of) };
        }),
      };
    }),
    det: detOf(liveScores, attackScores),
  };
}

function speciesOf(attacks: readonly JudgedRecording[]): [string, JudgedRecording[]][] {
  const bySpecies = new Map<string, JudgedRecording[]>();
  for (const recording of attacks) {
    const species = recording.species ?? '';
    bySpecies.set(species, [...(bySpecies.get(species) ?? []), recording]);
  }
  return [...bySpecies].sort(([a], [b]) => (a < b ? -1 : 1));
}

function replaysOf(recordings: readonly JudgedRecording[]): Rate {
  const sum = (key: 'passed' | 'of') => recordings.reduce((total, { replays }) => total + replays[key], 0);
  return rateOf(sum('passed'), sum('of'));
}

function endsOf(recordings: readonly JudgedRecording[]): RecordingVerdict['ends'] {
  const ends: Record<string, number> = {};
  for (const recording of recordings) {
    for (const [end, count] of Object.entries(recording.ends)) ends[end] = (ends[end] ?? 0) + count;
  }
  return ends;
}
