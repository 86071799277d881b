export default {
  // Types belong to the whole project, hence without the names of the files.
  '*.{ts,js}': ['prettier --write', 'eslint --max-warnings 0', () => 'npm run --silent typecheck'],
  '*.{json,md,css,html,yml,yaml}': 'prettier --write',
};
