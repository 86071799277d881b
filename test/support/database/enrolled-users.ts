import type { FaceEncodingsRepository } from '../../../src/faces/enrolment/face-encodings.repository.js';

/** The ids of a test's few users, in order. */
export async function enrolledUsers(repository: FaceEncodingsRepository): Promise<string[]> {
  const { userIds, nextCursor } = await repository.listUsers({ limit: 1_000 });
  if (nextCursor !== null) throw new Error('More users than a page holds');
  return userIds;
}
