import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../src/config/package-root.js';
import { runCli, words } from '../../support/processes/run-cli.js';

const run = promisify(execFile);

/** Each command, with what its help must name. */
const COMMANDS: [string, RegExp][] = [
  ['', /serve[^]*token[^]*demo[^]*import[^]*export[^]*evaluate[^]*migrate[^]*audit[^]*openapi/],
  ['serve', /SIGTERM/],
  ['token', /--sub <id>[^]*--role[^]*--ttl/],
  ['token revoke', /--jti <id>[^]*--sub <id>/],
  ['demo', /--json/],
  ['import', /<source>[^]*--report <file>[^]*--again[^]*Exit code/],
  ['export', /<file>[^]*--user/],
  ['evaluate', /<pairs>[^]*--identification[^]*--calibration/],
  ['evaluate liveness', /<folder>[^]*--replays/],
  ['calibrate', /<folder>[^]*--groups <file>[^]*--out <file>/],
  ['models', /list[^]*add[^]*check[^]*remove/],
  ['models list', /--json/],
  ['models add', /<name>[^]*--from <path>/],
  ['models check', /\[name\][^]*--json/],
  ['models remove', /<name>/],
  ['migrate', /run[^]*revert[^]*show[^]*check/],
  ['migrate run', /MIGRATIONS_RUN/],
  ['migrate revert', /last migration/],
  ['migrate show', /--json/],
  ['migrate check', /DATABASE_URL/],
  ['takeover-check', /\[url\]/],
  ['audit', /verify[^]*prune[^]*sign/],
  ['audit verify', /--anchor <id:hash>/],
  ['audit prune', /AUDIT_RETENTION_DAYS/],
  ['audit sign', /AUDIT_KEY/],
  ['erase', /deleted faces/],
  ['keys', /rotate/],
  ['keys rotate', /TEMPLATE_KEY_PREVIOUS/],
  ['openapi', /--out <file>/],
  ['doctor', /changes nothing/],
];

/** What cannot be understood, with a part of the one sentence about it. */
const MISUSES: [string, string][] = [
  ['nonsense', "unknown command 'nonsense'"],
  ['serve now', 'too many arguments'],
  ['token', "required option '--sub <id>' not specified"],
  ['token --sub ada --role root', 'Allowed choices are user, admin'],
  ['token --sub ada --rolle admin', 'Did you mean --role?'],
  ['token --sub ada --ttl 1y', 'a duration of at most 366 days'],
  ['token --sub ada --ttl 7d', '--ttl 7d is longer than TOKEN_MAX_AGE, which is 1d (86400 s)'],
  [
    'token --sub hr --scope list --ttl 91d',
    '--ttl 91d is longer than SCOPED_TOKEN_MAX_AGE, which is 90d (7776000 s)',
  ],
  ['token --sub hr --scope list,everything', 'some of enroll:any, verify:any, list, delete:any, unlock'],
  ['token --sub hr --scope list --role admin', '--scope does nothing beside --role admin'],
  ['token revoke', 'Either --jti <id> is needed, or --sub <id>'],
  ['demo --jsn', "unknown option '--jsn'"],
  ['import', "missing required argument 'source'"],
  ['import /nowhere/people', '/nowhere/people does not exist'],
  ['export', "missing required argument 'file'"],
  ['export /nowhere/faces.jsonl', 'There is no folder /nowhere'],
  ['demo --json /nowhere/steps.json', 'There is no folder /nowhere'],
  ['openapi --out /', 'It is a folder'],
  ['evaluate', "missing required argument 'pairs'"],
  ['evaluate pairs.csv --engine dlib', 'Allowed choices are'],
  ['evaluate pairs.csv --workers 0', 'a whole number from 1 to 64'],
  ['evaluate pairs.csv --identity-regex (', 'no regular expression'],
  ['models face-api', 'too many arguments'],
  ['models add', "missing required argument 'name'"],
  ['models add ../x', 'The catalogue has no "../x"'],
  ['models check none-such', 'There is no network "none-such"'],
  ['models remove none-such', 'There is no network'],
  ['migrate sideways', "unknown command 'sideways'"],
  ['takeover-check', 'Name the database'],
  ['takeover-check mysql://db', 'must be a postgresql:// URL'],
  ['audit verify --anchor 12', 'It looks like'],
  ['audit prune', 'Set AUDIT_RETENTION_DAYS'],
  ['audit sign', 'Set AUDIT_KEY'],
  ['openapi --out', "option '--out <file>' argument missing"],
];

describe('every command', () => {
  it.each(COMMANDS)('%s --help', async (command, expected) => {
    const { code, stdout, stderr } = await runCli([...words(command), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
    expect(stdout).toContain(`Usage: twoinone ${command}`.trimEnd());
    const [, children = ''] = stdout.split('\nCommands:\n');
    const named = [...children.matchAll(/^ {2}([\w-]+)/gm)].map(([, child = '']) =>
      `${command} ${child}`.trim(),
    );
    // Whoever adds a command says here what its help must name.
    const known = COMMANDS.map(([each]) => each);
    expect(known).toEqual(expect.arrayContaining(named.filter((each) => !each.endsWith('help'))));
  });

  it.each(MISUSES)('%s: exit code 2 and one sentence', async (line, sentence) => {
    const { code, stdout, stderr } = await runCli(words(line));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

describe('the commands of contributors', () => {
  it.each([
    ['bench/detection', '--photographs'],
    ['bench/engine', '--rounds'],
    ['bench/http', '--soak-minutes'],
    ['bench/identification', '--enrolled'],
    ['bench/identity', '--morphs'],
    ['bench/memory', '--photos'],
    ['bench/quality', '--worsened'],
    ['bench/margins', '--galleries'],
    ['bench/search', '--sizes'],
    ['bench/takeover', '--people'],
    ['test/clients/run', '--only'],
    ['test/faults/run', '--only'],
  ])('%s: --help, and exit code 2 for what it does not know', async (program, option) => {
    const path = join(packageRoot, 'dist', `${program}.js`);
    expect((await run(process.execPath, [path, '--help'])).stdout).toContain(option);
    await expect(run(process.execPath, [path, '--nonsense'])).rejects.toMatchObject({
      code: 2,
      stderr: "unknown option '--nonsense'\n",
    });
  });
});
