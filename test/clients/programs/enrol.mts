/** Enrols and verifies with the generated TypeScript client. */
import { openAsBlob } from 'node:fs';
import { Configuration, FacesApi, ResponseError } from './faces/index.js';

const [url = '', token = '', photo = ''] = process.argv.slice(2);
const api = new FacesApi(new Configuration({ basePath: url, accessToken: token }));
const file = [await openAsBlob(photo, { type: 'image/jpeg' })];
const enrolled = await api.enrollFace({ file });
const verified = await api.verifyFace({ file, userId: 'me' });
console.log(`enrolled ${enrolled.faceCount}, verified ${verified.userId}`);
try {
  await api.deleteFace({ userId: 'nobody else' });
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  console.log(`refused ${error.response.status}`);
}
