import { resolve } from 'node:path';
import { postgresUrl } from '../../config/env.schema.js';
import { uncheckedEnv } from '../../config/load-env.js';
import { DatabaseConnectionError } from '../../database/database-start.js';
import { ServerClient } from '../../database/server/server-client.js';
import { serverOf } from '../../database/server/server-places.js';
import { loadRecognitionModel } from '../../faces/embedding/models/load-model.js';
import { findingsText, isReady } from '../program/findings.js';
import { type JsonTarget, printResult } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';
import { encodingDistances } from './encoding-distances.js';
import { inspectDatabase } from './inspect-database.js';
import { judgeMigration } from './judge-migration.js';

const READY =
  'Ready: set DATABASE_URL to this database and start the service; its migrations keep every row.';
const NOT_READY = 'Not ready: remove the blockers first.';
const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Looks at the database of the Python service without changing it.
 * @returns whether it can be taken over
 */
export async function takeoverCheck(url: string | undefined, json: JsonTarget): Promise<boolean> {
  const environment = uncheckedEnv();
  const databaseUrl = url ?? environment['DATABASE_URL'];
  if (databaseUrl === undefined)
    throw new UsageError('Name the database: twoinone takeover-check DATABASE_URL');
  const fault = postgresUrl.safeParse(databaseUrl).error?.issues[0];
  if (fault !== undefined) throw new UsageError(`The database's URL ${fault.message}`);
  const {
    FACE_MODEL = 'mobilefacenet',
    MODELS_PATH = './models',
    MAX_ENCODINGS_PER_USER = '5',
  } = environment;
  const model = await loadRecognitionModel(FACE_MODEL, resolve(MODELS_PATH));
  const predecessor =
    model.predecessor === null ? null : await loadRecognitionModel(model.predecessor, resolve(MODELS_PATH));
  const client = await connect(databaseUrl);
  try {
    const facts = await inspectDatabase(client);
    const distances = encodingDistances(facts.encodings?.sample ?? []);
    const findings = judgeMigration(facts, distances, { model, predecessor }, Number(MAX_ENCODINGS_PER_USER));
    await printResult(findingsText(findings, READY, NOT_READY), findings, json);
    return isReady(findings);
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
