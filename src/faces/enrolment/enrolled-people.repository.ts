import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

export interface EnrolledPerson {
  userId: string;
  encodings: number;
  /** ISO 8601, UTC. */
  firstAt: string;
  lastAt: string;
}

export interface PeopleSearch {
  /** Part of the id, in whatever case; undefined: everybody. */
  search?: string | undefined;
  /** The last id of the page before. */
  cursor?: string | undefined;
  limit: number;
}

/** Who is enrolled, since when and with how many encodings, for people who run the service. */
@Injectable()
export class EnrolledPeopleRepository {
  constructor(private readonly database: Database) {}

  /** In the order of their ids; one more than `limit` says that there are more. */
  page({ search, cursor, limit }: PeopleSearch): Promise<EnrolledPerson[]> {
    return this.database.read((manager) =>
      manager.query<EnrolledPerson[]>(
        `SELECT people.user_id AS "userId", count(*)::int AS encodings,
                to_char(min(created_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "firstAt",
                to_char(max(created_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "lastAt"
         FROM (SELECT user_id FROM enrolled_users
               WHERE ($1::varchar IS NULL OR strpos(lower(user_id), lower($1)) > 0)
                 AND ($2::varchar IS NULL OR user_id > $2)
               ORDER BY user_id LIMIT $3) AS people
         JOIN face_encodings USING (user_id)
         GROUP BY people.user_id ORDER BY people.user_id`,
        [search ?? null, cursor ?? null, limit + 1],
      ),
    );
  }
}
