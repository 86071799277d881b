import Table from 'cli-table3';
import { decideVerification } from '../../src/faces/decision/decision.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { euclideanDistance } from '../../src/faces/decision/template.js';
import { type CoverNetwork, coveredBy } from '../../src/faces/embedding/pipeline/quality/covered.js';
import { QUALITY_LIMITS } from '../../src/faces/embedding/pipeline/quality/quality.js';
import { type Doubt, doubtAbout } from '../../src/faces/recognition/doubt.js';
import type { MatchLimits } from '../../src/faces/recognition/match-limits.js';
import { Rate } from '../identity/rates.js';
import type { Appearance } from './cover-artist.js';
import type { PersonSeen, Seen } from './seen.js';

/** By one limit for all, and as the service decides. */
type BothRates = readonly [Rate, Rate];
const bothRates = (): BothRates => [new Rate(), new Rate()];

/** What came of the photographs of one row of the report. */
class Row {
  readonly noFace = new Rate();
  /** For something else than a cover. */
  readonly refusedOtherwise = new Rate();
  /** Of those that nothing else is wrong with. */
  readonly covered = new Rate();
  readonly doubted = new Rate();
  /** Claims on users enrolled by an ordinary photograph: strangers that pass, and the person that does not. */
  readonly falseMatches = bothRates();
  readonly falseNonMatches = bothRates();
  /** Strangers that pass where the user was enrolled under such a cover, unseen. */
  readonly falseMatchesBothCovered = bothRates();
  readonly seen: Doubted[] = [];

  get cells(): string[] {
    const { noFace, refusedOtherwise, covered, doubted } = this;
    const rates = [this.falseMatches, this.falseMatchesBothCovered, this.falseNonMatches].flat();
    return [noFace, refusedOtherwise, covered, doubted, ...rates].map(String);
  }
}

interface Judge {
  network: CoverNetwork;
  evidence: DistanceEvidence;
  limits: MatchLimits;
}

/** Somebody by one photograph. */
interface Person {
  name: string;
  encoding: Float32Array;
}

interface Doubted extends Person {
  doubt: Doubt;
}

/** @returns rows by name */
export function judge(people: readonly PersonSeen[], judge: Judge): Map<string, Row> {
  const enrolled = people.flatMap(({ name, others }): Person[] => {
    const good = others.find((other) => isFit(other) && !isRefused(other, judge));
    return good ? [{ name, encoding: good.encoding }] : [];
  });
  const rows = new Map<string, Row>();
  const rowOf = (appearance: Appearance): Row => {
    const name = nameOf(appearance);
    const row = rows.get(name) ?? new Row();
    rows.set(name, row);
    return row;
  };
  for (const { name, first, others, lost } of people) {
    for (const cover of lost) rowOf(cover).noFace.add(true);
    for (const seen of first) {
      addQuality(rowOf(seen.appearance), seen, judge);
      addClaims(rowOf(seen.appearance), seen, name, enrolled, judge);
    }
    for (const other of others) addQuality(rowOf('original'), other, judge);
  }
  for (const row of rows.values()) addCoveredClaims(row, judge);
  return rows;
}

export function tableOf(rows: ReadonlyMap<string, Row>): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: [
      ...['cover', 'no face', 'refused otherwise', 'FACE_COVERED', 'doubted'],
      ...[
        'FMR by one limit',
        'FMR',
        'both covered, by one limit',
        'both covered',
        'FNMR by one limit',
        'FNMR',
      ],
    ],
  });
  for (const [name, row] of [...rows].sort(([a], [b]) => a.localeCompare(b)))
    table.push([name, ...row.cells]);
  return table.toString();
}

function nameOf(appearance: Appearance): string {
  if (typeof appearance === 'string') return appearance;
  return appearance.held ? `${appearance.kind}, kept` : appearance.kind;
}

const isFit = ({ face }: Seen) => face.findings.every(({ code }) => code === 'FACE_COVERED');

function isRefused({ features }: Seen, { network }: Judge): boolean {
  return coveredBy(network, features).hidden > QUALITY_LIMITS.hidden;
}

function addQuality(row: Row, seen: Seen, judge: Judge): void {
  row.noFace.add(false);
  row.refusedOtherwise.add(!isFit(seen));
  if (isFit(seen)) row.covered.add(isRefused(seen, judge));
}

function addClaims(row: Row, seen: Seen, name: string, enrolled: readonly Person[], judge: Judge): void {
  const { face, features, encoding } = seen;
  const doubt = doubtAbout({ ...face, covered: coveredBy(judge.network, features) });
  const claimant = { name, encoding, doubt };
  row.doubted.add(doubt !== 'none');
  row.seen.push(claimant);
  for (const user of enrolled) {
    const isOwn = user.name === name;
    const rates = isOwn ? row.falseNonMatches : row.falseMatches;
    claim(claimant, user, judge).forEach((passes, i) => rates[i]?.add(passes !== isOwn));
  }
}

function addCoveredClaims({ seen, falseMatchesBothCovered }: Row, judge: Judge): void {
  for (const claimant of seen) {
    for (const user of seen.filter(({ name }) => name !== claimant.name)) {
      claim(claimant, user, judge).forEach((passes, i) => falseMatchesBothCovered[i]?.add(passes));
    }
  }
}

/** Whether the claimant passes as that user, by one limit for all and as the service decides. */
function claim({ encoding, doubt }: Doubted, user: Person, { evidence, limits }: Judge): boolean[] {
  const distance = euclideanDistance(encoding, user.encoding);
  return [limits, limits.for(doubt)].map(({ threshold, maxFmr }) => {
    const { kind } = decideVerification(evidence, { distance, encodings: 1, threshold, maxFmr });
    return kind === 'match';
  });
}
