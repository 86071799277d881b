import { percentDecode } from './percent-decode.js';

/** One place of a list of hosts. */
export interface PostgresHost {
  /** A name, an address, or the folder of a Unix socket, which begins with `/`. */
  host: string;
  port: number;
}

/** What a PostgreSQL URL says, read as libpq reads it. */
export interface PostgresUrl {
  hosts: readonly PostgresHost[];
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  /** Undefined: nothing was said about encryption. */
  sslMode: SslMode | undefined;
  /** With several hosts: only a server that takes writes will do. */
  needs: 'any' | 'read-write' | 'primary';
  /** All other parameters of the query that are known, by name. */
  parameters: Readonly<Partial<Record<KnownParameter, string>>>;
}

const SSL_MODES = [
  ...(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const),
  // pg's own: as `require`, whatever sslrootcert says.
  'no-verify' as const,
];
export type SslMode = (typeof SSL_MODES)[number];

const KNOWN_PARAMETERS = [
  ...(['sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslnegotiation'] as const),
  ...(['ssl_min_protocol_version', 'ssl_max_protocol_version', 'channel_binding'] as const),
  ...(['application_name', 'options'] as const),
];
type KnownParameter = (typeof KNOWN_PARAMETERS)[number];

/** They change nothing here: time limits and keep-alives are the service's own, the rest are other clients' settings. */
const IGNORED_PARAMETERS: ReadonlySet<string> = new Set([
  ...['connect_timeout', 'keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count'],
  ...['tcp_user_timeout', 'fallback_application_name', 'sslcompression', 'sslsni', 'uselibpqcompat'],
  ...['pgbouncer', 'connection_limit', 'pool_timeout'],
]);

/** Parameters of which only these values mean something that the service does. */
const ONLY_VALUES: Readonly<Record<string, readonly string[]>> = {
  gssencmode: ['disable', 'prefer'],
  load_balance_hosts: ['disable'],
  client_encoding: ['utf8', 'UTF8', 'auto'],
  sslnegotiation: ['postgres', 'direct'],
  channel_binding: ['disable', 'prefer', 'require'],
};

const DEFAULT_PORT = 5432;
/** Debian's; what libpq of Debian looks for when no host is given. */
const DEFAULT_SOCKET_FOLDER = '/var/run/postgresql';

/** Why the URL cannot be used; never with a value that may be secret. */
export class PostgresUrlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PostgresUrlError';
  }
}

/**
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 * @throws PostgresUrlError
 */
export function parsePostgresUrl(text: string): PostgresUrl {
  const { login, hostList, path, query } = partsOf(text);
  const parameters = readQuery(query);
  const [user = '', ...password] = login.split(':');
  const take = (name: string): string | undefined => {
    const value = parameters.get(name);
    parameters.delete(name);
    return value;
  };
  const hosts = hostsOf(take('hostaddr') ?? take('host'), take('port'), hostList);
  return {
    hosts,
    user: take('user') ?? (decode(user) || undefined),
    password: take('password') ?? (decode(password.join(':')) || undefined),
    database: take('dbname') ?? (decode(path) || undefined),
    sslMode: sslModeOf(take('sslmode'), take('ssl')),
    needs: needsOf(take('target_session_attrs')),
    parameters: known(parameters),
  };
}

/** The parts as they are written, empty where there is none. */
function partsOf(text: string): Record<'login' | 'hostList' | 'path' | 'query', string> {
  const match = /^postgres(?:ql)?:\/\/(?:([^@/?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(text);
  if (match === null || text.endsWith('://')) throw new PostgresUrlError('must be a postgresql:// URL');
  const [, login = '', hostList = '', path = '', query = ''] = match;
  return { login, hostList, path, query };
}

function decode(text: string): string {
  const decoded = percentDecode(text);
  if (decoded === undefined) {
    throw new PostgresUrlError('a % in the user, password or database must be written as %25');
  }
  return decoded;
}

function readQuery(query: string): Map<string, string> {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    }),
  );
}

/** Hosts and ports of the query replace those before the path, as in libpq. */
function hostsOf(host: string | undefined, port: string | undefined, hostList: string): PostgresHost[] {
  const listed = hostList.split(',').map((entry) => {
    const [, bracketed, name, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(entry) ?? [];
    if (bracketed === undefined && name === undefined)
      throw new PostgresUrlError('has a host and port that are not host:port');
    if (name?.includes('@')) throw new PostgresUrlError('has an @ in the password: write %40');
    return { host: decode(bracketed ?? name ?? ''), port: digits ?? '' };
  });
  const hosts = host?.split(',') ?? listed.map((entry) => entry.host);
  const ports = port?.split(',') ?? (host === undefined ? listed.map((entry) => entry.port) : ['']);
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw new PostgresUrlError(`names ${hosts.length} hosts and ${ports.length} ports`);
  }
  return hosts.map((name, index) => ({
    host: name === '' ? DEFAULT_SOCKET_FOLDER : name,
    port: portOf(ports[ports.length === 1 ? 0 : index] ?? ''),
  }));
}

function portOf(text: string): number {
  if (text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new PostgresUrlError('has a port that is none');
}

/** `ssl=true` is how JDBC writes `sslmode=require`; libpq takes it too. */
function sslModeOf(mode: string | undefined, ssl: string | undefined): SslMode | undefined {
  const text = mode ?? (ssl === 'true' || ssl === '1' ? 'require' : undefined);
  if (text === undefined) return undefined;
  const found = SSL_MODES.find((each) => each === text);
  if (found === undefined)
    throw new PostgresUrlError(`has an sslmode that is none of ${SSL_MODES.join(', ')}`);
  return found;
}

function needsOf(attributes: string | undefined): PostgresUrl['needs'] {
  switch (attributes) {
    case undefined:
    case 'any':
      return 'any';
    case 'read-write':
    case 'primary':
      return attributes;
    default:
      throw new PostgresUrlError(
        'has a target_session_attrs other than any, read-write or primary: the service writes',
      );
  }
}

function known(parameters: ReadonlyMap<string, string>): PostgresUrl['parameters'] {
  const result: Partial<Record<KnownParameter, string>> = {};
  for (const [name, value] of parameters) {
    const values = Object.hasOwn(ONLY_VALUES, name) ? ONLY_VALUES[name] : undefined;
    const parameter = KNOWN_PARAMETERS.find((each) => each === name);
    if (values !== undefined && !values.includes(value)) {
      throw new PostgresUrlError(
        `has a ${name} other than ${values.join(', ')}, which the service cannot do`,
      );
    }
    if (parameter !== undefined) result[parameter] = value;
    else if (values === undefined && !IGNORED_PARAMETERS.has(name)) {
      throw new PostgresUrlError(
        /^[a-z_]{1,40}$/i.test(name)
          ? `has the parameter ${name}, which the service does not know`
          : 'has a parameter that the service does not know',
      );
    }
  }
  return result;
}
