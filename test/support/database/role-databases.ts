import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { packageRoot } from '../../../src/config/package-root.js';
import { startDatabase } from '../../../src/database/database-start.js';
import { findPostgresBinaries } from '../servers/postgres-binaries.js';
import { PrivatePostgres } from '../servers/private-postgres.js';
import { databaseSettings, TestDatabase } from './test-database.js';

/** `keeper` owns the databases, `svc` may serve from them. */
const ROLES = ['keeper', 'svc', 'anon', 'authenticated', 'reporter', 'stranger'] as const;
type Role = (typeof ROLES)[number] | 'postgres';

/** Databases of one PostgreSQL whose roles have different rights on them. */
export class RoleDatabases {
  private constructor(private readonly postgres: PrivatePostgres) {}

  static async start(): Promise<RoleDatabases> {
    const postgres = await PrivatePostgres.start({ fsync: false, pgvector: true });
    for (const role of ROLES) await postgres.run(`CREATE ROLE ${role} LOGIN`);
    return new RoleDatabases(postgres);
  }

  stop(): Promise<void> {
    return this.postgres.stop();
  }

  url(role: Role, database: string): string {
    return `postgresql://${role}@127.0.0.1:${this.postgres.port}/${database}`;
  }

  async sql(role: Role, database: string, text: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url(role, database) });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** A database of the role `keeper`, as a provider hands one out. */
  async create(name: string, setUp = '', withVector = true): Promise<void> {
    await this.postgres.run(`CREATE DATABASE ${name} OWNER keeper`);
    await this.sql(
      'postgres',
      name,
      `REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT ALL ON SCHEMA public TO keeper`,
    );
    if (withVector) await this.sql('postgres', name, 'CREATE EXTENSION vector');
    if (setUp !== '') await this.sql('keeper', name, setUp);
  }

  async migrate(name: string): Promise<void> {
    await (await TestDatabase.open(this.url('keeper', name))).close();
  }

  /** Gives `svc` what requests need, as an operator does. */
  letServe(name: string): void {
    const binaries = findPostgresBinaries();
    if ('missing' in binaries) throw new Error(binaries.missing);
    const file = join(packageRoot, 'migrations', 'service_role.sql');
    const args = [this.url('keeper', name), '-X', '-v', 'ON_ERROR_STOP=1', '-v', 'role=svc', '-f', file];
    execFileSync(join(binaries.folder, 'psql'), args, { stdio: 'pipe' });
  }

  serve(name: string, role: Role = 'svc'): { started: Promise<DataSource>; warnings: string[] } {
    const warnings: string[] = [];
    const started = startDatabase(databaseSettings(this.url(role, name)), {
      runMigrations: false,
      log: () => undefined,
      warn: (warning) => warnings.push(warning),
    });
    return { started, warnings };
  }
}
