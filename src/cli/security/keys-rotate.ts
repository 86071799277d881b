import { loadEnv } from '../../config/load-env.js';
import { Database } from '../../database/database.js';
import { rotateKeys } from '../../faces/enrolment/key-rotation.js';
import { withDatabase } from '../database/open-database.js';
import { print } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';

/** Brings what is stored under TEMPLATE_KEY, from TEMPLATE_KEY_PREVIOUS and from no key. */
export async function keysRotate(): Promise<void> {
  const { TEMPLATE_KEY: key, TEMPLATE_KEY_PREVIOUS: previous } = loadEnv();
  if (key === undefined && previous === undefined) {
    throw new UsageError(
      'Set TEMPLATE_KEY to the new key and TEMPLATE_KEY_PREVIOUS to the one before, if there was one',
    );
  }
  const rows = await withDatabase((dataSource) =>
    rotateKeys(new Database(dataSource), { key, previous }, () => undefined),
  );
  await print(
    rows === 0
      ? 'Nothing to do: every encoding is under this key.'
      : `${rows} encodings ${key === undefined ? 'are plain again' : 'are under the new key'}: restart the service with it.`,
  );
}
