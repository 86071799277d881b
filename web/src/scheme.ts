export const SCHEMES = ['system', 'light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

const STORED = 'twoinone.scheme';
const PAPER = { light: '#f4f2ec', dark: '#0e1311' } as const;
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

export function storedScheme(): Scheme {
  const stored = localStorage.getItem(STORED);
  return SCHEMES.find((scheme) => scheme === stored) ?? 'system';
}

export function chooseScheme(scheme: Scheme): void {
  localStorage.setItem(STORED, scheme);
  applyScheme();
}

/** The person's choice, or the system's; browsers colour their own bars by the meta element. */
export function applyScheme(): void {
  const scheme = storedScheme();
  const painted = scheme === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : scheme;
  document.documentElement.dataset['scheme'] = painted;
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', PAPER[painted]);
}

export function followSystem(): void {
  systemIsDark.addEventListener('change', applyScheme);
}
