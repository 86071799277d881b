import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../../../src/common/reason-of.js';
import { eventually } from '../eventually.js';
import { freePort } from './free-port.js';
import { aptInstall, isRoot } from './postgres-binaries.js';

const NGINX = '/usr/sbin/nginx';
const SHIPPED = 'docker/nginx/twoinone-ml.conf';

/** Why no nginx can be had here, for the printed reason of a skipped test; null when there is one. */
export function whyNoNginx(): string | null {
  if (hasNginx()) return null;
  if (!isRoot()) return 'no nginx here, and only root on Debian can install it';
  try {
    aptInstall(['nginx']);
    return hasNginx() ? null : 'apt-get installed no nginx';
  } catch (error) {
    return `apt-get install nginx failed: ${reasonOf(error)}`;
  }
}

/** An nginx of one test with the shipped configuration, all of it but where it listens and where the service is. */
export class PrivateNginx {
  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(serviceUrl: string): Promise<PrivateNginx> {
    const folder = mkdtempSync(join(tmpdir(), 'twoinone-nginx-'));
    const port = await freePort();
    mkdirSync(join(folder, 'tmp'));
    const shipped = readFileSync(SHIPPED, 'utf8')
      .replace('server 127.0.0.1:8000;', `server ${new URL(serviceUrl).host};`)
      .replace('listen 80;', `listen 127.0.0.1:${port};`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const main = [
      'daemon off; worker_processes 1; pid nginx.pid; error_log stderr warn;',
      // Root's workers would become nobody, who may not write into the folder.
      ...(isRoot() ? ['user root;'] : []),
      'events {}',
      'http { access_log off;',
      ...temporary.map((name) => `${name}_temp_path ${join(folder, 'tmp', name)};`),
      shipped,
      '}',
    ];
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, main.join('\n'));
    const server = spawn(NGINX, ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    const nginx = new PrivateNginx(server, folder, `http://127.0.0.1:${port}`);
    await eventually(() => accepts(port));
    return nginx;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGTERM');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function accepts(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

function hasNginx(): boolean {
  try {
    execFileSync(NGINX, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
