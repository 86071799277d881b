/** What a check has found. `blocker`: it cannot work like this; `warning`: something to know or to do. */
export interface Finding {
  level: 'ok' | 'warning' | 'blocker';
  /** One sentence; after a colon, what to do. */
  text: string;
}

const MARKS = { ok: '  ok      ', warning: '! warning ', blocker: 'X BLOCKER ' } as const;

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const warning = (text: string): Finding => ({ level: 'warning', text });
export const blocker = (text: string): Finding => ({ level: 'blocker', text });

export function isReady(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level !== 'blocker');
}

/** A line for each, and the verdict below them. */
export function findingsText(findings: readonly Finding[], ready: string, notReady: string): string {
  const lines = findings.map(({ level, text }) => `${MARKS[level]}${text}`);
  return [...lines, '', isReady(findings) ? ready : notReady].join('\n');
}
