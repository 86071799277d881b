import { rightsWarnings, whyNotMigratable, whyUnfit } from '../../database/judge-rights.js';
import {
  comparableVersions,
  type EncodingVersions,
} from '../../faces/embedding/models/comparable-versions.js';
import { LEGACY_MODEL } from '../../faces/enrolment/face-encoding.entity.js';
import { blocker, type Finding, ok, warning } from '../program/findings.js';
import type { DistanceSummary } from './encoding-distances.js';
import type { DatabaseFacts, PgvectorFacts } from './inspect-database.js';

/** The network in use, and the one whose enrolments are recognised beside its own. */
export interface Networks {
  model: EncodingVersions;
  predecessor: EncodingVersions | null;
}

/** PostgreSQL 13 is the oldest whose SQL the migrations use. */
const OLDEST_SERVER = 130_000;
const EXPECTED_COLUMNS: Record<string, RegExp> = {
  id: /^(integer|bigint)$/,
  user_id: /^(character varying(\(\d+\))?|text)$/,
  encoding: /^jsonb$/,
  created_at: /^timestamp with(out)? time zone$/,
  updated_at: /^timestamp with(out)? time zone$/,
};
/** The network's medians on LFW are 0.42 and 0.81 (with dlib's alignment); other photographs move them somewhat. */
const SAME_USER_MAX = 0.55;
const OTHER_USER_RANGE = [0.6, 1.1] as const;

/** What an operator has to know before the service takes over this database. */
export function judgeMigration(
  facts: DatabaseFacts,
  distances: DistanceSummary,
  networks: Networks,
  maxPerUser: number,
): Finding[] {
  return [
    ...judgeServer(facts),
    ...judgeTable(facts),
    ...judgeEncodings(facts, networks, maxPerUser),
    ...judgeDistances(distances),
  ];
}

function judgeServer({ serverVersion, serverVersionNumber, pgvector, ...facts }: DatabaseFacts): Finding[] {
  return [
    serverVersionNumber >= OLDEST_SERVER
      ? ok(`PostgreSQL ${serverVersion}`)
      : blocker(`PostgreSQL ${serverVersion} is too old: 13 or newer is needed`),
    ...judgeRights(facts),
    judgePgvector(pgvector),
  ];
}

/** Once all migrations have run, being let in to the tables is enough. */
function judgeRights({ rights, pending }: Pick<DatabaseFacts, 'rights' | 'pending'>): Finding[] {
  const unfit = whyUnfit(rights);
  const unable = pending.length > 0 ? whyNotMigratable(rights) : null;
  return [
    unable === null
      ? ok(pending.length > 0 ? 'this role may make the tables that are added' : 'all migrations have run')
      : blocker(unable),
    ...(unfit === null ? [] : [blocker(unfit)]),
    ...rightsWarnings(rights).map(warning),
  ];
}

function judgePgvector({ state, canCreate, isVisible }: PgvectorFacts): Finding {
  const inMemory = 'until then searches run in memory, up to GALLERY_MEMORY_MAX users';
  switch (state) {
    case 'missing':
      return warning('pgvector is not available: searches run in memory, up to GALLERY_MEMORY_MAX users');
    case 'installed':
      return isVisible
        ? ok('pgvector is installed')
        : warning(`pgvector is installed in a schema that is not on the search path: ${inMemory}`);
    case 'available':
      return canCreate
        ? ok('pgvector is available')
        : warning(
            `pgvector is available, but this role may not create it: let an administrator run CREATE EXTENSION vector; ${inMemory}`,
          );
  }
}

function judgeTable({ columns, encodings }: DatabaseFacts): Finding[] {
  if (columns === null) return [ok('there is no table face_encodings yet: the migrations create it')];
  const faults = Object.entries(EXPECTED_COLUMNS)
    .filter(([name, type]) => !type.test(columns[name] ?? ''))
    .map(([name]) => `${name} is ${columns[name] ?? 'missing'}`);
  if (faults.length > 0)
    return [blocker(`face_encodings is another table than expected: ${faults.join(', ')}`)];
  const extra = Object.keys(columns).filter((name) => !(name in EXPECTED_COLUMNS) && name !== 'model');
  return [
    ok(`face_encodings: ${encodings?.encodings ?? 0} encodings of ${encodings?.users ?? 0} users`),
    ...(extra.length > 0 ? [ok(`further columns stay as they are: ${extra.join(', ')}`)] : []),
  ];
}

function judgeEncodings(
  { encodings }: DatabaseFacts,
  { model, predecessor }: Networks,
  maxPerUser: number,
): Finding[] {
  if (encodings === null || encodings.encodings === 0) return [];
  const findings: Finding[] = [];
  for (const { model: made, encodings: count } of encodings.byModel) {
    if (comparableVersions(model).includes(made)) {
      findings.push(ok(`${count} encodings of ${made} are compared by ${model.version}`));
    } else if (predecessor && comparableVersions(predecessor).includes(made)) {
      findings.push(
        ok(
          `${count} encodings of ${made} are compared by ${predecessor.version}, beside ${model.version}, until each user's ` +
            'next photograph renews them',
        ),
      );
    } else {
      const text = `${count} encodings of ${made} are kept, but ${model.version} does not compare them`;
      findings.push(
        made === LEGACY_MODEL
          ? blocker(`${text}: choose another FACE_MODEL, or import the photographs`)
          : warning(text),
      );
    }
  }
  if (encodings.unusable > 0) {
    const ids = encodings.unusableIds.join(', ');
    findings.push(
      warning(
        `${encodings.unusable} rows are no encodings and are ignored (id ${ids}): delete them when convenient`,
      ),
    );
  }
  if (encodings.mostPerUser > maxPerUser) {
    findings.push(
      warning(
        `a user has ${encodings.mostPerUser} encodings and MAX_ENCODINGS_PER_USER is ${maxPerUser}: ` +
          'the oldest go when that user enrols again',
      ),
    );
  }
  return findings;
}

function judgeDistances({ sameUser, otherUser }: DistanceSummary): Finding[] {
  if (otherUser === null) return [];
  const [low, high] = OTHER_USER_RANGE;
  const known = `median distance of two users ${otherUser.toFixed(2)}`;
  const own = sameUser === null ? '' : `, of one user's photographs ${sameUser.toFixed(2)}`;
  const plausible = otherUser > low && otherUser < high && (sameUser === null || sameUser < SAME_USER_MAX);
  return [
    plausible
      ? ok(`the numbers look like face_recognition's: ${known}${own}`)
      : warning(
          `the numbers do not look like face_recognition's (${known}${own}): were they made by another network?`,
        ),
  ];
}
