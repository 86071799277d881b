import importX from 'eslint-plugin-import-x';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Direction of knowledge: health, observability -> faces -> auth -> common -> config; audit lies beside auth. Each room lists the
// rooms it must not know.
const rooms = {
  config: ['common', 'database', 'audit', 'auth', 'faces', 'health', 'observability', 'cli'],
  common: ['database', 'audit', 'auth', 'faces', 'health', 'observability', 'cli'],
  database: ['audit', 'auth', 'faces', 'health', 'observability', 'cli'],
  audit: ['auth', 'faces', 'health', 'observability', 'cli'],
  auth: ['audit', 'faces', 'health', 'observability', 'cli'],
  faces: ['health', 'observability', 'cli'],
  health: ['observability', 'cli'],
  observability: ['health', 'cli'],
};

const zones = Object.entries(rooms).flatMap(([room, forbidden]) => [
  ...forbidden.map((other) => ({ target: `./src/${room}`, from: `./src/${other}` })),
  { target: `./src/${room}`, from: ['./src/main.ts', './src/app.module.ts', './src/app.setup.ts'] },
]);

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'data', 'logs', 'artifacts', 'coverage'] },
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
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
      ],
    },
  },
  {
    files: ['src/config/**', 'src/cli/**', 'bench/**', 'test/**', '**/*.spec.ts', '*.config.*'],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
