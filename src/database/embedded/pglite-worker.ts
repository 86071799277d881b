import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { reasonOf } from '../../common/reason-of.js';
import { prepareDataDirectory } from './data-template.js';
import { DurableNodeFS, START_PARAMS } from './durable-files.js';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './worker-messages.js';

/**
 * Thread in which the embedded database runs: PGlite blocks its thread for as long as a query takes, and the HTTP
 * process must not be blocked. Speaks the PostgreSQL wire protocol over messages.
 */
const port = parentPort;
if (port === null) throw new Error('pglite-worker runs in a worker thread only');
const settings = workerData as WorkerSettings;
const send = (reply: WorkerReply): void => port.postMessage(reply);

try {
  await prepareDataDirectory(settings.pgData, settings.templates, pgliteVersion(), async (folder) => {
    const fresh = await PGlite.create({ dataDir: folder });
    await fresh.close();
  });
  serve(
    await PGlite.create({
      fs: new DurableNodeFS(settings.pgData),
      extensions: { vector },
      startParams: START_PARAMS,
    }),
  );
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', message: reasonOf(error) });
  port.close();
}

function serve(database: PGlite): void {
  // One request at a time: PGlite is one PostgreSQL backend.
  let queue = Promise.resolve();
  port?.on('message', (request: WorkerRequest) => {
    queue = queue.then(() => handle(database, request));
  });
}

async function handle(database: PGlite, request: WorkerRequest): Promise<void> {
  switch (request.kind) {
    case 'exchange':
      return send({ kind: 'reply', id: request.id, bytes: await exchange(database, request.bytes) });
    case 'reset':
      // DISCARD ALL is refused inside a transaction, hence two statements.
      await exchange(database, simpleQuery('ROLLBACK'));
      await exchange(database, simpleQuery('DISCARD ALL'));
      return send({ kind: 'reply', id: request.id, bytes: new Uint8Array(0) });
    case 'close':
      await database.close();
      send({ kind: 'reply', id: request.id, bytes: new Uint8Array(0) });
  }
}

/** The streaming form: the plain one also parses every answer and keeps the parsed rows for ever. */
async function exchange(database: PGlite, bytes: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await database.execProtocolRawStream(bytes, {
    // A view of WebAssembly memory, valid during this call only.
    onRawData: (chunk) => chunks.push(chunk.slice()),
  });
  return Buffer.concat(chunks);
}

function simpleQuery(sql: string): Uint8Array {
  const text = Buffer.from(`${sql}\0`);
  const header = Buffer.alloc(5);
  header.write('Q');
  header.writeUInt32BE(4 + text.length, 1);
  return Buffer.concat([header, text]);
}

function pgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
