import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { packageRoot } from '../src/config/package-root.js';

/** Runs `migrations/<name>.sql` and, to revert, `migrations/<name>.down.sql`: the SQL files are the truth. */
export abstract class SqlMigration implements MigrationInterface {
  protected abstract readonly sqlFile: string;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(readSql(`${this.sqlFile}.sql`));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(readSql(`${this.sqlFile}.down.sql`));
  }
}

/** @param file name of a file in `migrations/` */
export function readSql(file: string): string {
  return readFileSync(join(packageRoot, 'migrations', file), 'utf8');
}
