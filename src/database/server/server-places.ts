import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type pg from 'pg';
import { type PostgresUrl, parsePostgresUrl, type SslMode } from '../../config/postgres-url.js';

/** One way to reach a server. */
export interface ServerPlace {
  host: string;
  port: number;
  ssl: false | ConnectionOptions;
}

/** A PostgreSQL server, or several of which one will do. */
export interface Server {
  /** For each host, in order of preference, the ways to reach it: the same host with and without encryption. */
  hosts: readonly (readonly ServerPlace[])[];
  needs: PostgresUrl['needs'];
  /** Refuse a login that the encryption is not part of (SCRAM-SHA-256-PLUS). */
  bindsChannel: boolean;
  /** What is the same for all of them. */
  client: pg.ClientConfig;
}

/** A file or a combination that the URL asks for and that cannot be had. Trying again cannot help. */
export class ServerSettingsError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ServerSettingsError';
  }
}

/** @throws PostgresUrlError, ServerSettingsError */
export function serverOf(databaseUrl: string): Server {
  const url = parsePostgresUrl(databaseUrl);
  const { application_name: applicationName, options, sslnegotiation } = url.parameters;
  const ways = encryptions(url);
  return {
    hosts: url.hosts.map(({ host, port }) =>
      // Nobody listens on a Unix socket: libpq never encrypts there.
      (host.startsWith('/') ? [false as const] : ways).map((ssl) => ({ host, port, ssl })),
    ),
    needs: url.needs,
    bindsChannel: url.parameters.channel_binding === 'require',
    client: {
      user: url.user,
      password: url.password,
      // libpq's default.
      database: url.database ?? url.user,
      enableChannelBinding: ['prefer', 'require'].includes(url.parameters.channel_binding ?? ''),
      ...(applicationName === undefined ? {} : { application_name: applicationName }),
      ...(options === undefined ? {} : { options }),
      ...(sslnegotiation === 'direct' ? { sslnegotiation } : {}),
    },
  };
}

/** What sslmode means (https://www.postgresql.org/docs/current/libpq-ssl.html); pg 8 reads every one as verify-full. */
function encryptions(url: PostgresUrl): ServerPlace['ssl'][] {
  const mode = sslModeOf(url);
  if (mode === 'disable') return [false];
  const settings = tlsSettings(url.parameters);
  const encrypted: ConnectionOptions = { ...settings, rejectUnauthorized: false };
  const signed: ConnectionOptions = { ...settings, checkServerIdentity: () => undefined };
  switch (mode) {
    case 'allow':
      return [false, encrypted];
    case 'prefer':
      return [encrypted, false];
    case 'no-verify':
      return [encrypted];
    case 'require':
      return [settings.ca === undefined ? encrypted : signed];
    case 'verify-ca':
      if (settings.ca !== undefined) return [signed];
      throw new ServerSettingsError(
        'sslmode=verify-ca needs sslrootcert=FILE: with public authorities anybody could be the server; or use verify-full',
      );
    case 'verify-full':
      return [settings];
  }
}

function sslModeOf({ sslMode, parameters }: PostgresUrl): SslMode {
  const { sslrootcert, sslnegotiation } = parameters;
  // libpq demands the strictest of a file that says whom to trust; so does this, also where no mode is given.
  const mode = sslMode ?? (sslrootcert === undefined ? 'disable' : 'verify-full');
  if (sslnegotiation === 'direct' && ['disable', 'allow', 'prefer'].includes(mode)) {
    throw new ServerSettingsError('sslnegotiation=direct needs sslmode=require or stricter');
  }
  return mode;
}

function tlsSettings(parameters: PostgresUrl['parameters']): ConnectionOptions {
  const { sslrootcert, sslcert, sslkey, sslpassword } = parameters;
  const [least, most] = [parameters.ssl_min_protocol_version, parameters.ssl_max_protocol_version];
  return {
    // `system`: the authorities that Node trusts.
    ...(sslrootcert === undefined || sslrootcert === 'system' ? {} : { ca: readAuthorities(sslrootcert) }),
    ...(sslcert === undefined ? {} : { cert: readFile('sslcert', sslcert) }),
    ...(sslkey === undefined ? {} : { key: readFile('sslkey', sslkey) }),
    ...(sslpassword === undefined ? {} : { passphrase: sslpassword }),
    ...(least === undefined ? {} : { minVersion: tlsVersion('ssl_min_protocol_version', least) }),
    ...(most === undefined ? {} : { maxVersion: tlsVersion('ssl_max_protocol_version', most) }),
  };
}

function readAuthorities(path: string): string {
  const text = readFile('sslrootcert', path);
  try {
    // Node would take a file without a certificate for "trust nobody", and say so of the server's.
    new X509Certificate(text);
  } catch (error) {
    throw new ServerSettingsError(`sslrootcert: ${path} holds no certificate`, error);
  }
  return text;
}

function readFile(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ServerSettingsError(`${parameter}: ${path} cannot be read`, error);
  }
}

function tlsVersion(parameter: string, text: string): 'TLSv1.2' | 'TLSv1.3' {
  if (text === 'TLSv1.2' || text === 'TLSv1.3') return text;
  throw new ServerSettingsError(`${parameter} must be TLSv1.2 or TLSv1.3`);
}
