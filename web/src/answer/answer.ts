export type Tone = 'good' | 'bad' | 'warn';

/** What the person can do next with one press. */
export type Action = 'enroll' | 'identify' | 'verify' | 'retake' | 'restart' | 'again' | 'sign-in';

/** What the card shows: what was decided, how sure it is, and what to do next. */
export interface Answer {
  tone: Tone;
  title: string;
  /** 0..1; drawn as a meter. */
  confidence?: number;
  /** `id`: a user's id, which may be long; `verbatim`: of no language. */
  facts: readonly (readonly [name: string, value: string, kind?: 'id' | 'verbatim'])[];
  /** Something to be known beside the answer itself. */
  warning?: string;
  next: readonly string[];
  actions: readonly Action[];
  /** Seconds before a further try makes sense: counted down, and the first action waits for it. */
  waitS?: number;
}
