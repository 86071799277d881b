import { execFile } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../src/config/package-root.js';
import { installPackage } from '../../clients/clients.js';
import { portrait } from '../../support/photos/photos.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const PROGRAM = 'enrol-by-package.mjs';
const project = temporaryFolder('client-package-');
let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.close());

it('the packed client enrols and verifies in a fresh project, on plain Node', async () => {
  installPackage(project);
  copyFileSync(join(packageRoot, 'test/clients/programs', PROGRAM), join(project, PROGRAM));
  writeFileSync(join(project, 'ada.jpg'), await portrait('ada'));
  const token = (await bearer('ada')).replace('Bearer ', '');
  const args = [PROGRAM, service.url, token, 'ada.jpg'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project });
  expect(stdout).toBe('enrolled 1, verified ada\nrefused 403\n');
});
