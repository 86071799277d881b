import pg from 'pg';
import { Rate } from '../identity/rates.js';
import { answersBefore } from './before.js';
import type { TakenOver } from './python-database.js';
import { Visits } from './visits.js';

export interface TakeOver {
  /** Own claims accepted: by the Python service, by this one with the earlier network alone, and on the first day. */
  python: Rate;
  before: Rate;
  claims: Rate;
  /** People whom a search on the first day names. */
  searches: Rate;
  /** Of whom both answers on the first day were those of the earlier network alone. */
  alike: Rate;
  atFirst: { enrolled: number; needingPhoto: number };
  /** Whom one verification with their own token gave an encoding of the new network. */
  renewed: Rate;
  /** Who was left when everybody else had been enrolled again; and whether photographs are then still encoded by both networks. */
  left: number;
  encodesTwice: boolean;
}

/** Opens the service on a database of the Python service, and lets its people come by. */
export async function takeOver(url: string, people: readonly TakenOver[]): Promise<TakeOver> {
  const firstDay = await beOnFirstDay(url, people);
  const renewed = await claimOnce(url, people);
  return { ...firstDay, renewed, ...(await enrolTheRest(url, people)) };
}

async function beOnFirstDay(url: string, people: readonly TakenOver[]) {
  const [python, before] = [new Rate(), new Rate()];
  const [claims, searches, alike] = [new Rate(), new Rate(), new Rate()];
  const answers = answersBefore(people);
  const visits = await Visits.open(url, { UPGRADE_ENROLMENTS: 'false' });
  const atFirst = await visits.counts();
  for (const [index, person] of people.entries()) {
    const expected = answers[index];
    const [claimed, found] = [await visits.claim(person), await visits.search(person)];
    python.add(expected?.python === true);
    before.add(expected?.claimed === true);
    claims.add(claimed);
    searches.add(found === person.name);
    alike.add(claimed === expected?.claimed && found === expected.found);
  }
  await visits.close();
  return { python, before, claims, searches, alike, atFirst };
}

async function claimOnce(url: string, people: readonly TakenOver[]): Promise<Rate> {
  const visits = await Visits.open(url);
  for (const person of people) await visits.claim(person);
  await visits.close();
  const left = await namesLeft(url);
  const renewed = new Rate();
  for (const { name } of people) renewed.add(!left.has(name));
  return renewed;
}

/** Whoever is left has no photograph of enrolment quality, or is not recognised by it. */
async function enrolTheRest(url: string, people: readonly TakenOver[]) {
  const visits = await Visits.open(url, { QUALITY_CHECKS: 'false' });
  const names = await namesLeft(url);
  for (const person of people.filter(({ name }) => names.has(name))) await visits.enrolAgain(person);
  const { earlier } = await visits.counts();
  const encodesTwice = await visits.encodesTwice();
  await visits.close();
  return { left: earlier, encodesTwice };
}

/** Who has no encoding of the network in use. */
async function namesLeft(url: string): Promise<Set<string>> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ user_id: string }>(
      `SELECT user_id FROM face_encodings GROUP BY user_id HAVING bool_and(model = 'face_recognition')`,
    );
    return new Set(rows.map(({ user_id }) => user_id));
  } finally {
    await client.end();
  }
}
