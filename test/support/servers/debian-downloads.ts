import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DEFAULT_MIRROR = 'http://deb.debian.org/debian';

/**
 * apt with its own lists, cache and one source more, so that it needs no root and changes nothing on the machine. Signatures are
 * checked as always.
 */
export class DebianDownloads {
  readonly #options: string[];

  /** @param folder existing, for apt's files @param sourceSuite release whose source packages are wanted, e.g. `trixie` */
  constructor(
    private readonly folder: string,
    sourceSuite: string,
  ) {
    for (const each of ['lists/partial', 'cache/archives/partial']) {
      mkdirSync(join(folder, each), { recursive: true });
    }
    const list = join(folder, 'sources.list');
    const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
    writeFileSync(list, `deb-src [signed-by=${keys}] ${configuredMirror()} ${sourceSuite} main\n`);
    this.#options = [
      `Dir::Etc::SourceList=${list}`,
      `Dir::State::Lists=${join(folder, 'lists')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      'Debug::NoLocking=1',
      // Root would drop to the account _apt, which cannot write here.
      'APT::Sandbox::User=root',
    ].flatMap((option) => ['-o', option]);
    this.#apt('update', '-qq');
  }

  /** Unpacks a binary package of the running release. @returns the folder that stands for `/` */
  unpackBinary(name: string): string {
    this.#apt('download', '-qq', name);
    const root = join(this.folder, `${name}.root`);
    execFileSync('dpkg', ['-x', this.#find(new RegExp(`^${name}_.*\\.deb$`)), root], { stdio: 'pipe' });
    return root;
  }

  /** Unpacks the original sources of a package. @returns their folder */
  unpackSource(name: string): string {
    this.#apt('source', '-qq', '--download-only', name);
    const root = join(this.folder, `${name}.source`);
    mkdirSync(root, { recursive: true });
    const archive = this.#find(new RegExp(`^${name}_.*\\.orig\\.tar\\.`));
    execFileSync('tar', ['-xf', archive, '-C', root, '--strip-components=1'], { stdio: 'pipe' });
    return root;
  }

  #apt(...args: string[]): void {
    execFileSync('apt-get', [...this.#options, ...args], { cwd: this.folder, stdio: 'pipe' });
  }

  #find(pattern: RegExp): string {
    const name = readdirSync(this.folder).find((each) => pattern.test(each));
    if (name === undefined) throw new Error(`apt-get fetched no file like ${pattern.source}`);
    return join(this.folder, name);
  }
}

/** The Debian mirror that this machine uses, whichever format its list has. */
function configuredMirror(): string {
  const parts = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(parts) ? readdirSync(parts).map((each) => join(parts, each)) : []),
  ];
  for (const file of files.filter((each) => existsSync(each))) {
    const match = /(?:^URIs:\s*|^deb\s+(?:\[[^\]]*\]\s+)?)(https?:\/\/\S+\/debian)\/?(?:\s|$)/m.exec(
      readFileSync(file, 'utf8'),
    );
    if (match?.[1] !== undefined) return match[1];
  }
  return DEFAULT_MIRROR;
}
