import type { FaceClient } from '../../../packages/client/src/index.js';

export interface ListedPerson {
  userId: string;
  /** Known to operators only. */
  encodings?: number;
  lastAt?: string;
}

export interface ListedPage {
  people: ListedPerson[];
  total: number;
  nextCursor: string | undefined;
}

export interface PageWanted {
  limit: number;
  cursor?: string | undefined;
  /** Part of an id; operators only. */
  search: string;
}

/** Ids alone, for whoever may list them. */
export async function listedIds(client: FaceClient, { limit, cursor }: PageWanted): Promise<ListedPage> {
  const page = await client.listEnrolled({ limit, ...(cursor === undefined ? {} : { cursor }) });
  return {
    people: page.enrolled_users.map((userId) => ({ userId })),
    total: page.total_count,
    nextCursor: page.next_cursor,
  };
}

/** With dates, and by a part of their id, for admins. */
export async function listedPeople(
  client: FaceClient,
  { limit, cursor, search }: PageWanted,
): Promise<ListedPage> {
  const [page, { total_count }] = await Promise.all([
    client.people({
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      ...(search === '' ? {} : { search }),
    }),
    client.listEnrolled({ limit: 1 }),
  ]);
  return {
    people: page.people.map(({ user_id: userId, encodings, last_at: lastAt }) => ({
      userId,
      encodings,
      lastAt,
    })),
    total: total_count,
    nextCursor: page.next_cursor,
  };
}
