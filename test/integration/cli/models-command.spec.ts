import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CatalogueEntry } from '../../../src/cli/models/catalogue.js';
import { install } from '../../../src/cli/models/change-models.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { OnnxGraph } from '../../../src/faces/embedding/engines/onnx/onnx-graph.js';
import { loadRecognitionModel } from '../../../src/faces/embedding/models/load-model.js';
import { runCli, SOME_SECRET } from '../../support/processes/run-cli.js';
import { describePassiveModels, PASSIVE_MODELS_PATH } from '../../support/inference/passive-models.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const SIDE = 112;
const root = temporaryFolder('twoinone-models-');
const env = { JWT_SECRET_KEY: SOME_SECRET, CACHE_PATH: join(packageRoot, '.cache') };
let count = 0;
let modelsPath: string;

beforeEach(() => {
  modelsPath = join(root, `models-${++count}`);
});

const models = (line: string, changes: Record<string, string> = {}) =>
  runCli(['models', ...line.split(' ')], { env: { ...env, MODELS_PATH: modelsPath, ...changes } });

/** Everything in MODELS_PATH, hidden folders too. */
const left = () => readdirSync(modelsPath, { recursive: true });

describe('twoinone models', () => {
  it('lists what comes with the service: licence, hash, calibration, measured figures', async () => {
    const { code, stdout } = await models('list --json');
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as { name: string; recognition: { tar: number[] } | null }[];
    expect(listed).toContainEqual(
      expect.objectContaining({
        name: 'mobilefacenet',
        isUsed: true,
        licence: expect.stringContaining('MIT') as string,
        sha256: [expect.stringMatching(/^a2aa13bb/)],
        recognition: expect.objectContaining({ dimension: 192 }) as object,
      }),
    );
    // The predecessor, whose enrolments stay recognised.
    expect(listed).toContainEqual(expect.objectContaining({ name: 'face-api', isUsed: true }));
    const tar = listed.find(({ name }) => name === 'mobilefacenet')?.recognition?.tar ?? [];
    expect(tar.map((share) => share > 0.9 && share < 1)).toEqual([true, true, true]);
    expect((await models('list')).stdout).toContain('twoinone models add sface');
  });

  it('checks a network by loading it as the service does, and names the one that is broken', async () => {
    expect(await models('check mobilefacenet')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/mobilefacenet: loaded by onnxruntime-node .*, calibrated/) as string,
    });
    mkdirSync(join(modelsPath, 'mine'), { recursive: true });
    const manifest = readFileSync(join(packageRoot, 'models', 'mobilefacenet', 'model.json'), 'utf8');
    const broken = manifest.replace('"mobilefacenet",', '"mine",').replace('a2aa13bb', '00000000');
    writeFileSync(join(modelsPath, 'mine', 'model.json'), broken);
    expect(await models('check mine')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/BLOCKER .*"mine": .* has sha256 a2aa13bb/) as string,
    });
    expect((await models('list')).code).toBe(1);
  });

  it('removes a network, but none that is in use, and nothing else', async () => {
    for (const name of ['mine', 'notes']) mkdirSync(join(modelsPath, name), { recursive: true });
    writeFileSync(join(modelsPath, 'mine', 'model.json'), '{}');
    for (const [name, fault] of [
      ['mobilefacenet', 'is in use'],
      ['face-api', 'is in use'],
      ['notes', 'it has no model.json'],
      ['nothing', 'There is no network'],
      ['../mine', 'is no name of a network'],
    ] as const) {
      expect(await models(`remove ${name}`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(fault) as string,
      });
    }
    const shipped = { MODELS_PATH: join(packageRoot, 'models'), FACE_MODEL: 'face-api' };
    expect((await models('remove mobilefacenet', shipped)).stderr).toContain('comes with the service');
    expect((await models('remove mine')).code).toBe(0);
    expect(left()).toEqual(['notes']);
  });

  it('adds nothing that is not what the catalogue names', async () => {
    expect((await models('add nonsense')).stderr).toMatch(/^The catalogue has no "nonsense", only .*sface/);
    const other = join(root, 'other.onnx');
    writeFileSync(other, 'another network');
    expect(await models(`add sface --from ${other}`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/other\.onnx has sha256 [0-9a-f]{64}, but 0ba9fbfa/) as string,
    });
    expect((await models(`add sface --from ${join(root, 'nowhere')}`)).stderr).toContain('does not exist');
    expect((await models(`add sface --from ${modelsPath}`)).stderr).toContain('2021dec.onnx does not exist');
    expect(left()).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const pipe = join(root, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const end = openSync(pipe, 'r+');
    writeSync(end, 'a part');
    const { code } = await runCli(['models', 'add', 'sface', '--from', pipe], {
      env: { ...env, MODELS_PATH: modelsPath },
      onOutput: (said) => (said.includes('sface_2021dec.onnx: from') ? 'SIGTERM' : undefined),
    });
    closeSync(end);
    expect(code).toBe(143);
    expect(left()).toEqual([]);
  });
});

describe('a network of the catalogue', () => {
  let server: Server;
  let answer: RequestListener;
  const network = tinyNetwork();

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    answer = (_, response) => response.end(network);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const entry = (): CatalogueEntry => {
    const { port } = server.address() as AddressInfo;
    const sha256 = createHash('sha256').update(network).digest('hex');
    return {
      ...{ name: 'tiny', licence: 'none', source: 'here' },
      files: [{ file: 'tiny.onnx', url: `http://127.0.0.1:${port}/tiny`, sha256, sizeBytes: network.length }],
      manifest: {
        name: 'tiny',
        network: { format: 'onnx', file: 'tiny.onnx', sha256 },
        input: { size: SIDE, channels: 'rgb', mean: [0, 0, 0], std: [1, 1, 1] },
        ...{ alignment: 'arcface-112', flip: false, l2Normalize: true, dimension: 3 },
      },
    };
  };

  it('is downloaded, found to be the one, and can then be loaded', async () => {
    await install(entry(), modelsPath, undefined);
    expect(left().sort()).toEqual(['tiny', 'tiny/model.json', 'tiny/tiny.onnx']);
    await expect(loadRecognitionModel('tiny', modelsPath)).resolves.toMatchObject({ dimension: 3 });
    expect((await models('check tiny')).stdout).toContain('not calibrated: twoinone calibrate');
    await expect(install(entry(), modelsPath, undefined)).rejects.toThrow('exists already');
  });

  it('is taken from a file or a folder where there is no way to the internet', async () => {
    const folder = join(root, `files-${count}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'tiny.onnx'), network);
    answer = (_, response) => response.writeHead(500).end();
    await install(entry(), modelsPath, folder);
    await install(entry(), join(modelsPath, 'another'), join(folder, 'tiny.onnx'));
  });

  it.each<[string, RequestListener, RegExp]>([
    ['is not there', (_, response) => response.writeHead(404).end(), /it answered 404.*--from/],
    ['is another file', (_, response) => response.end('x'.repeat(9)), /has sha256/],
    ['is longer', (_, response) => response.end(Buffer.alloc(network.length + 1)), /longer than/],
    [
      'breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': String(network.length) });
        response.write(network.subarray(0, 9), () => response.destroy());
      },
      /tiny: .*--from/,
    ],
  ])('is not installed, nor a part of it, when it %s', async (_case, listener, fault) => {
    answer = listener;
    await expect(install(entry(), modelsPath, undefined)).rejects.toThrow(fault);
    expect(left()).toEqual([]);
  });
});

/** The mean of each colour. */
function tinyNetwork(): Uint8Array {
  const graph = new OnnxGraph('tiny');
  const image = graph.input('image', ['count', 3, SIDE, SIDE]);
  const mean = graph.node('ReduceMean', [image], { axes: [2, 3], keepdims: 0 });
  graph.output('encoding', mean, ['count', 3]);
  return graph.encode();
}

describePassiveModels('twoinone models, of the networks of passive liveness', () => {
  it('adds them from a folder, checks them by loading them, and removes them', async () => {
    expect(await models(`add minifasnet --from ${join(PASSIVE_MODELS_PATH, 'minifasnet')}`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Apache 2.0') as string,
    });
    expect(left().sort()).toEqual([
      'minifasnet',
      'minifasnet/2.7_80x80_MiniFASNetV2.pth',
      'minifasnet/4_0_0_80x80_MiniFASNetV1SE.pth',
    ]);
    expect(await models('check minifasnet')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/minifasnet: .* loaded by onnxruntime-node/) as string,
    });
    expect((await models('remove minifasnet')).code).toBe(0);
    expect(left()).toEqual([]);
  });
});
