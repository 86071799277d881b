import { MigrationExecutor } from 'typeorm';
import type { MigratingDataSource } from '../../database/migrating-data-source.js';
import { type JsonTarget, print, printResult } from '../program/output.js';
import { withDatabase } from './open-database.js';

interface MigrationState {
  name: string;
  hasRun: boolean;
}

export function runMigrations(): Promise<void> {
  return withDatabase(async (dataSource) => {
    const run = await dataSource.runMigrations();
    await print(run.length === 0 ? 'Nothing to do: every migration has run.' : namesOf('has run', run));
  });
}

export function revertMigration(): Promise<void> {
  return withDatabase(async (dataSource) => {
    const last = (await statesOf(dataSource)).findLast(({ hasRun }) => hasRun);
    if (last === undefined) return print('Nothing to undo: no migration has run.');
    await dataSource.undoLastMigration();
    return print(namesOf('is undone', [last]));
  });
}

export async function showMigrations(json: JsonTarget): Promise<void> {
  const states = await withDatabase(statesOf);
  const lines = states.map(({ name, hasRun }) => `[${hasRun ? 'X' : ' '}] ${name}`);
  await printResult(lines.join('\n'), states, json);
}

/** In the order in which they run. */
async function statesOf(dataSource: MigratingDataSource): Promise<MigrationState[]> {
  const executor = new MigrationExecutor(dataSource);
  const [run, pending] = [await executor.getExecutedMigrations(), await executor.getPendingMigrations()];
  return [
    ...run.map((each) => ({ ...each, hasRun: true })),
    ...pending.map((each) => ({ ...each, hasRun: false })),
  ]
    .sort((a, b) => a.timestamp - b.timestamp)
    .map(({ name, hasRun }) => ({ name, hasRun }));
}

function namesOf(what: string, migrations: readonly { name: string }[]): string {
  return migrations.map(({ name }) => `${name} ${what}`).join('\n');
}
