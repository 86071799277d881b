/** Of browser extensions and of applications in a web view: their origin is `scheme://host`, which `URL` says of no such scheme. */
const OTHER_ORIGIN =
  /^(?!https?:|file:|data:|blob:|javascript:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(:\d{1,5})?$/;

/** Why a browser would never send this as its `Origin`; undefined: it can. */
export function originFault(value: string): string | undefined {
  if (value.includes('*')) return 'wildcards match nothing: name each origin exactly';
  if (URL.canParse(value) && new URL(value).origin === value) return undefined;
  if (OTHER_ORIGIN.test(value)) return undefined;
  const meant = /^https?:/i.test(value) && URL.canParse(value) ? new URL(value).origin : undefined;
  const example = meant === undefined ? '' : `, here ${meant}`;
  return `must be origins such as https://app.example.com or capacitor://localhost${example}`;
}
