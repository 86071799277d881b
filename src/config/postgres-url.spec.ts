import { describe, expect, it } from '@jest/globals';
import { parsePostgresUrl, PostgresUrlError } from './postgres-url.js';

const SOCKET = '/var/run/postgresql';
const hostsOf = (url: string) => parsePostgresUrl(url).hosts.map(({ host, port }) => `${host} ${port}`);

/** The forms of libpq's manual (34.1.1.2) and what people's providers print. */
describe('a PostgreSQL URL', () => {
  it.each([
    ['postgresql://', null],
    ['postgresql://localhost', ['localhost 5432']],
    ['postgresql://localhost:5433', ['localhost 5433']],
    ['postgres://u:p@h/d', ['h 5432']],
    ['postgresql://u@[2001:db8::1234]/d', ['2001:db8::1234 5432']],
    ['postgresql://u@[::1]:5433/d', ['::1 5433']],
    ['postgresql://host1:123,host2:456/somedb', ['host1 123', 'host2 456']],
    ['postgresql://a,b:6000,[::1]/d', ['a 5432', 'b 6000', '::1 5432']],
    ['postgresql:///mydb?host=localhost&port=5433', ['localhost 5433']],
    ['postgresql:///d?host=a,b&port=1,2', ['a 1', 'b 2']],
    ['postgresql:///d?host=a,b&port=7', ['a 7', 'b 7']],
    ['postgresql://u:p@/d?host=/cloudsql/project:region:db', ['/cloudsql/project:region:db 5432']],
    ['postgresql://%2Fvar%2Flib%2Fpostgresql/d', ['/var/lib/postgresql 5432']],
    ['postgresql:///d', [`${SOCKET} 5432`]],
    ['postgresql://h/d?hostaddr=10.0.0.1', ['10.0.0.1 5432']],
  ])('%s names its hosts', (url, hosts) => {
    if (hosts === null) expect(() => parsePostgresUrl(url)).toThrow(PostgresUrlError);
    else expect(hostsOf(url)).toEqual(hosts);
  });

  it.each([
    [
      'postgresql://other@localhost/otherdb?connect_timeout=10&application_name=my',
      'other',
      undefined,
      'otherdb',
    ],
    ['postgresql://u:a%25b%40c%3Ad@h/d%20e', 'u', 'a%b@c:d', 'd e'],
    ['postgresql://u:p:q@h/d', 'u', 'p:q', 'd'],
    ['postgresql://h?user=u&password=p%26q&dbname=d', 'u', 'p&q', 'd'],
    ['postgresql://h', undefined, undefined, undefined],
    [
      'postgresql://postgres.ref:pw@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=true',
      'postgres.ref',
      'pw',
      'postgres',
    ],
  ])('%s says who and where', (url, user, password, database) => {
    expect(parsePostgresUrl(url)).toMatchObject({ user, password, database });
  });

  it.each([
    ['postgres://h/d', undefined],
    ['postgres://h/d?sslmode=prefer', 'prefer'],
    ['postgres://h/d?sslmode=allow', 'allow'],
    ['postgres://h/d?ssl=true', 'require'],
    ['postgres://h/d?sslmode=verify-full&uselibpqcompat=true', 'verify-full'],
    ['postgres://h/d?sslmode=no-verify', 'no-verify'],
  ])('%s says how to encrypt', (url, sslMode) => {
    expect(parsePostgresUrl(url).sslMode).toBe(sslMode);
  });

  it('keeps what the connection needs of the other parameters', () => {
    const url =
      'postgres://h/d?sslmode=require&channel_binding=require&options=-c%20search_path%3Dfaces&keepalives=1';
    expect(parsePostgresUrl(url).parameters).toEqual({
      channel_binding: 'require',
      options: '-c search_path=faces',
    });
    expect(parsePostgresUrl('postgres://a,b/d?target_session_attrs=read-write').needs).toBe('read-write');
  });

  it.each([
    ['mysql://h/d', 'must be a postgresql:// URL'],
    ['postgresql:/h/d', 'must be a postgresql:// URL'],
    ['postgresql://h:port/d', 'has a host and port that are not host:port'],
    ['postgresql://u:p@ss@h/d', 'has an @ in the password: write %40'],
    ['postgresql://h:99999/d', 'has a port that is none'],
    ['postgresql:///d?host=a,b&port=1,2,3', 'names 2 hosts and 3 ports'],
    ['postgresql://h/d?sslmode=maybe', 'has an sslmode that is none of disable, allow, prefer'],
    ['postgresql://h/d?target_session_attrs=standby', 'the service writes'],
    ['postgresql://h/d?load_balance_hosts=random', 'has a load_balance_hosts other than disable'],
    ['postgresql://h/d?gssencmode=require', 'has a gssencmode other than disable, prefer'],
    ['postgresql://h/d?sslcrl=/x.crl', 'has the parameter sslcrl, which the service does not know'],
    ['postgresql://h/d?service=prod', 'has the parameter service'],
    ['postgresql://h/d?s3cret%20pw=1', 'has a parameter that the service does not know'],
    ['postgresql://u:100%sure@h/d', 'a % in the user, password or database must be written as %25'],
  ])('%s is refused in words', (url, message) => {
    expect(() => parsePostgresUrl(url)).toThrow(message);
    expect(() => parsePostgresUrl(url)).toThrow(PostgresUrlError);
  });
});
