import { xorshift } from '../../src/evaluation/bootstrap.js';
import { type EncodedPerson, isFittedOn } from '../../src/evaluation/calibrate/calibrate.js';
import { type IdentificationRules, nameAmong } from '../../src/evaluation/identification.js';
import {
  type Candidate,
  CANDIDATES,
  type DecisionMargins,
  MARGINS,
} from '../../src/faces/decision/decision.js';
import { direction } from '../../src/faces/decision/template.js';
import { TemplateMatrix } from '../../src/faces/gallery/template-matrix.js';
import { Rate } from '../identity/rates.js';

export interface MarginResult {
  margins: DecisionMargins;
  /** Share of the strangers who are named: of all galleries together, in the one with the fewest and in the one with the most. */
  fpir: { mean: number; low: number; high: number };
  /** Galleries in which more were named than MAX_FPIR allows. */
  above: number;
  /** Standard deviation between galleries, and what so few strangers make of it by chance alone. */
  deviation: number;
  byChance: number;
  /** Further photographs of enrolled people that were not named as who they are; `misnamed`: named as somebody else. */
  fnir: Rate;
  misnamed: Rate;
}

/** Each margin alone is changed. */
const TRIED: readonly DecisionMargins[] = [
  { ...MARGINS, gallery: 1 },
  MARGINS,
  { ...MARGINS, gallery: 2 },
  { ...MARGINS, oddsAgainstRunnerUp: 1 },
  { ...MARGINS, oddsAgainstRunnerUp: 3 },
  { ...MARGINS, oddsAgainstRunnerUp: 100 },
];
const PROBES_MAX = 3;
/** Of all people; the nearest of those who are enrolled are among them. */
const NEIGHBOURS = 100;
const SEED = 23;

/** Searches of one gallery, to be judged by different margins. */
interface Searches {
  /** The nearest users of each stranger, and of each further photograph of an enrolled person. */
  strange: Candidate[][];
  mated: { name: string; candidates: Candidate[] }[];
}

interface Person {
  name: string;
  /** Of each photograph, the nearest of all people by their first one; so many that enough of them are enrolled. */
  near: Candidate[][];
}

/**
 * Enrols other people of those whom nothing was fitted on by one photograph each, again and again: how far galleries of one size
 * differ, and what each margin costs. Whoever is not enrolled is a stranger.
 * @param users in each gallery
 * @param galleries how many are drawn
 */
export function tryMargins(
  people: readonly EncodedPerson[],
  users: number,
  galleries: number,
  rules: IdentificationRules,
): MarginResult[] {
  const held = withNeighbours(people.filter(({ name }) => !isFittedOn(name)));
  if (held.length <= users) {
    throw new Error(`${held.length} people whom nothing was fitted on are too few to enrol ${users} of them`);
  }
  const random = xorshift(SEED);
  const drawn = Array.from({ length: galleries }, () => searchesIn(held, users, random));
  return TRIED.map((margins) => judge(drawn, users, { ...rules, margins }));
}

function withNeighbours(people: readonly EncodedPerson[]): Person[] {
  const all = people.map(({ name, encodings }) => ({
    name,
    directions: encodings.slice(0, 1 + PROBES_MAX).map((each) => direction(each)),
  }));
  const everybody = new TemplateMatrix(all[0]?.directions[0]?.length ?? 0);
  for (const { name, directions } of all) {
    const [mean] = directions;
    if (mean) everybody.set({ userId: name, encodings: 1, mean, change: 1 });
  }
  return all.map(({ name, directions }) => ({
    name,
    near: directions.map((each) => everybody.nearest(each, NEIGHBOURS)),
  }));
}

function searchesIn(held: readonly Person[], users: number, random: () => number): Searches {
  const order = held
    .map((person) => ({ person, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ person }) => person);
  const enrolled = order.slice(0, users);
  const names = new Set(enrolled.map(({ name }) => name));
  const among = (near: readonly Candidate[]) =>
    near.filter(({ userId }) => names.has(userId)).slice(0, CANDIDATES);
  return {
    strange: order.slice(users).flatMap(({ near: [probe] }) => (probe ? [among(probe)] : [])),
    mated: enrolled.flatMap(({ name, near }) =>
      near.slice(1).map((probe) => ({ name, candidates: among(probe) })),
    ),
  };
}

function judge(
  drawn: readonly Searches[],
  users: number,
  rules: IdentificationRules & { margins: DecisionMargins },
): MarginResult {
  const [fnir, misnamed] = [new Rate(), new Rate()];
  const fpirs = drawn.map(({ strange, mated }) => {
    for (const { name, candidates } of mated) {
      const named = nameAmong(candidates, users, rules);
      fnir.add(named !== name);
      misnamed.add(named !== null && named !== name);
    }
    const fpir = new Rate();
    for (const candidates of strange) fpir.add(nameAmong(candidates, users, rules) !== null);
    return fpir.share;
  });
  const mean = fpirs.reduce((sum, each) => sum + each, 0) / fpirs.length;
  const squares = fpirs.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const sorted = fpirs.toSorted((a, b) => a - b);
  const strangers = drawn[0]?.strange.length ?? 0;
  return {
    margins: rules.margins,
    fpir: { mean, low: sorted[0] ?? NaN, high: sorted.at(-1) ?? NaN },
    above: fpirs.filter((each) => each > rules.maxFpir).length,
    deviation: Math.sqrt(squares / (fpirs.length - 1)),
    byChance: Math.sqrt((mean * (1 - mean)) / strangers),
    fnir,
    misnamed,
  };
}
