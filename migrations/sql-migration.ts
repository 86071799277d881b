import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { packageRoot } from '../src/config/package-root.js';

/** The SQL of one step of the schema, and the SQL that takes it back. */
export interface SchemaStep {
  up: string;
  down: string;
}

/** Migration 1 is recorded with the timestamp 1764000000001, and so on: TypeORM orders and recognises migrations by it. */
const TIMESTAMP_ZERO = 1_764_000_000_000;

/**
 * @param number place in the one numbering of all migrations
 * @param name in snake case; databases have recorded it and the number, hence neither ever changes
 * @param step without it `NNN_<name>.sql` and, to revert, `NNN_<name>.down.sql`: the SQL files are the truth
 */
export function sqlMigration(number: number, name: string, step?: SchemaStep): new () => MigrationInterface {
  const file = `${String(number).padStart(3, '0')}_${name}`;
  const recordedName = `${pascalCase(name)}${TIMESTAMP_ZERO + number}`;
  const named = {
    // TypeORM records the name of the class, which is that of its property.
    [recordedName]: class implements MigrationInterface {
      async up(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(step?.up ?? readSql(`${file}.sql`));
      }

      async down(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(step?.down ?? readSql(`${file}.down.sql`));
      }
    },
  };
  return named[recordedName] as new () => MigrationInterface;
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** @param file name of a file in `migrations/` */
export function readSql(file: string): string {
  return readFileSync(join(packageRoot, 'migrations', file), 'utf8');
}
