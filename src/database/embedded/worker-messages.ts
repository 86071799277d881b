/** What the main thread and the database's worker thread say to each other. */
export interface WorkerSettings {
  /** Absolute path of the PostgreSQL data directory. */
  pgData: string;
  /** Absolute path of the folder where an initialised, empty data directory is kept for reuse. */
  templates: string;
}

export type WorkerRequest =
  /** Bytes of the PostgreSQL wire protocol: whole frames, the last of which ends an exchange. */
  | { id: number; kind: 'exchange'; bytes: Uint8Array }
  /** Ends a client's session: nothing of it may reach the next one. */
  | { id: number; kind: 'reset' }
  | { id: number; kind: 'close' };

export type WorkerReply =
  { kind: 'ready' } | { kind: 'failed'; message: string } | { kind: 'reply'; id: number; bytes: Uint8Array };
