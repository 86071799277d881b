import importX from 'eslint-plugin-import-x';
import regexp from 'eslint-plugin-regexp';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Direction of knowledge: operator -> observability, health -> faces -> auth -> common -> config. Each room lists the rooms that it may know;
// of all rooms only the commands know the whole application.
const rooms = {
  config: [],
  common: ['config'],
  database: ['config', 'common'],
  audit: ['config', 'common', 'database'],
  auth: ['config', 'common', 'database'],
  faces: ['config', 'common', 'database', 'audit', 'auth'],
  health: ['config', 'common', 'database', 'audit', 'auth', 'faces'],
  observability: ['config', 'common', 'database', 'audit', 'auth', 'faces'],
  operator: ['config', 'common', 'database', 'audit', 'auth', 'faces', 'observability'],
  openapi: ['config', 'common'],
  console: ['config', 'common', 'auth'],
  samples: ['config'],
  evaluation: ['config', 'common', 'faces'],
};
const COMMANDS = './src/cli';

// Inside faces: numbers know nobody, distances know numbers, services decide, and only `http` knows who asks and how.
const MEASURING = ['decision', 'embedding', 'gallery'];
const faceRooms = {
  decision: [],
  embedding: ['decision'],
  gallery: ['decision', 'embedding'],
  audit: ['embedding'],
  'verification-lock': ['audit'],
  recognition: [...MEASURING, 'audit', 'verification-lock'],
  liveness: [...MEASURING, 'audit', 'verification-lock', 'recognition'],
  enrolment: [...MEASURING, 'audit', 'verification-lock', 'recognition'],
  http: [...MEASURING, 'audit', 'verification-lock', 'recognition', 'liveness', 'enrolment'],
};

// Inside the commands: `commands` say how each is used, the other rooms do it, with what they share in `program` and `database`.
const WORK_OF_COMMANDS = [
  'demo',
  'doctor',
  'measurement',
  'models',
  'openapi',
  'people',
  'security',
  'takeover-check',
];
const commandRooms = {
  program: [],
  database: ['program'],
  ...Object.fromEntries(WORK_OF_COMMANDS.map((room) => [room, ['program', 'database']])),
  doctor: ['program', 'database', 'models'],
  commands: ['program', 'database', ...WORK_OF_COMMANDS],
};
const wirePackages = ['express', 'multer', 'class-validator', 'class-transformer', '@nestjs/swagger'].map(
  (name) => ({ name, message: 'Only src/faces/http speaks HTTP.' }),
);

/** What decodes photographs or runs networks: only inference processes load it, never the one that holds the secrets. */
const HEAVY_PACKAGES = ['sharp', 'onnxruntime-node', '@tensorflow/*', '@vladmandic/*'];
const inferenceOnly = {
  group: HEAVY_PACKAGES,
  message: 'Only inference processes load it (src/faces/embedding: pipeline, engines, inference).',
};

const zones = [
  ...zonesOf('./src', rooms, [
    COMMANDS,
    './src/main.ts',
    './src/app.module.ts',
    './src/app.setup.ts',
    './src/app.welcome.ts',
  ]),
  ...zonesOf('./src/faces', faceRooms, ['./src/faces/faces.module.ts']),
  ...zonesOf('./src/cli', commandRooms, ['./src/cli/twoinone.ts']),
  { target: './src/app.*.ts', from: './src/samples' },
];

/** @param aboveAll what no room may know */
function zonesOf(folder, knownBy, aboveAll) {
  return Object.entries(knownBy).flatMap(([room, known]) => [
    ...Object.keys(knownBy)
      .filter((other) => other !== room && !known.includes(other))
      .map((other) => ({ target: `${folder}/${room}`, from: `${folder}/${other}` })),
    { target: `${folder}/${room}`, from: aboveAll },
  ]);
}

export default tseslint.config(
  { ignores: ['**/dist', 'test/clients/programs', 'node_modules', 'data', 'logs', 'artifacts', 'coverage'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { typescript: true, node: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-extraneous-class': 'off',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      complexity: ['error', 12],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-imports': ['error', { patterns: [inferenceOnly] }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
      ],
    },
  },
  // What a request holds is matched in the process that everybody waits for: a pattern takes no longer than reading it.
  {
    files: ['src/{auth,common,console,health,observability,operator}/**', 'src/faces/http/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': 'error',
    },
  },
  {
    files: ['src/faces/**'],
    ignores: ['src/faces/http/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: wirePackages, patterns: [inferenceOnly] }],
    },
  },
  {
    files: ['src/faces/embedding/{pipeline,engines}/**', 'src/faces/embedding/inference/library-versions.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: wirePackages }] },
  },
  {
    files: ['src/config/**', 'src/cli/**', 'bench/**', 'test/**', '**/*.spec.ts', '*.config.*'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  // The samples run in processes of their own: the demo's, the tests', and one for the first portrait.
  {
    files: ['src/samples/**', 'bench/**', 'test/**', '**/*.spec.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
