import { resolve } from 'node:path';
import { postgresUrl } from '../config/env.schema.js';
import { uncheckedEnv } from '../config/load-env.js';
import { DatabaseConnectionError } from '../database/database-start.js';
import { ServerClient } from '../database/server-client.js';
import { serverOf } from '../database/server-places.js';
import { loadRecognitionModel } from '../faces/embedding/models/load-model.js';
import { encodingDistances } from './migrate-check/encoding-distances.js';
import { inspectDatabase } from './migrate-check/inspect-database.js';
import { type Finding, judgeMigration } from './migrate-check/judge-migration.js';
import { runCommand } from './run-command.js';

const USAGE = 'Usage: npm run migrate:check -- DATABASE_URL';
const MARKS = { ok: '  ok      ', warning: '! warning ', blocker: 'X BLOCKER ' } as const;
const CONNECTION_TIMEOUT_MS = 10_000;

/** Looks at the database of the Python service without changing it. Exit code 0: it can be taken over. */
async function main(): Promise<void> {
  const environment = uncheckedEnv();
  const databaseUrl = process.argv[2] ?? environment['DATABASE_URL'];
  if (!databaseUrl) throw new Error(USAGE);
  const fault = postgresUrl.safeParse(databaseUrl).error?.issues[0];
  if (fault !== undefined) throw new Error(`${USAGE}\nDATABASE_URL: ${fault.message}`);
  const { FACE_MODEL = 'face-api', MODELS_PATH = './models', MAX_ENCODINGS_PER_USER = '5' } = environment;
  const model = await loadRecognitionModel(FACE_MODEL, resolve(MODELS_PATH));
  const client = await connect(databaseUrl);
  try {
    const facts = await inspectDatabase(client);
    const distances = encodingDistances(facts.encodings?.sample ?? []);
    const findings = judgeMigration(facts, distances, model, Number(MAX_ENCODINGS_PER_USER));
    process.stdout.write(`${textOf(findings)}\n`);
    process.exitCode = findings.some(({ level }) => level === 'blocker') ? 1 : 0;
  } finally {
    await client.end();
  }
}

async function connect(databaseUrl: string): Promise<ServerClient> {
  try {
    const server = serverOf(databaseUrl);
    const client = new ServerClient({ server, connectionTimeoutMillis: CONNECTION_TIMEOUT_MS });
    await client.connect();
    return client;
  } catch (error) {
    throw new DatabaseConnectionError(error, databaseUrl);
  }
}

function textOf(findings: readonly Finding[]): string {
  const lines = findings.map(({ level, text }) => `${MARKS[level]}${text}`);
  const verdict = findings.some(({ level }) => level === 'blocker')
    ? 'Not ready: remove the blockers first.'
    : 'Ready: set DATABASE_URL to this database and start the service; its migrations keep every row.';
  return [...lines, '', verdict].join('\n');
}

runCommand(main);
