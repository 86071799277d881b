/** Enrols and verifies with the published package, as somebody who installed it does. */
import { openAsBlob } from 'node:fs';
import { FaceClient, FaceServiceError } from '@twoinone-ml/client';

const [url, token, photo] = process.argv.slice(2);
const client = new FaceClient({ baseUrl: url, token: () => token });
const file = await openAsBlob(photo, { type: 'image/jpeg' });
const enrolled = await client.enroll(file);
const verified = await client.verify(file, 'me');
console.log(`enrolled ${enrolled.face_count}, verified ${verified.user_id}`);
try {
  await client.delete('nobody else');
} catch (error) {
  if (!(error instanceof FaceServiceError)) throw error;
  console.log(`refused ${error.status}`);
}
