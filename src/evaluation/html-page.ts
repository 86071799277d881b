/** One HTML file: no script, no style sheet, no image from elsewhere. @param title plain text @param main HTML */
export function htmlPage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style></head><body><main>
${main}
</main></body></html>
`;
}

/** A number that is to be seen first. */
export function fact(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--line:#d5dbe3;--genuine:#0b7a75;--impostor:#c2410c}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--paper:#12161c;--line:#39424e;--genuine:#3cc8bf;--impostor:#fb923c}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:2rem 1rem}
.facts{display:flex;flex-wrap:wrap;gap:1rem;margin:1.5rem 0}.facts div{border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem}
dt{font-size:.85rem;opacity:.75}dd{margin:0;font-size:1.35rem;font-weight:600}
table{border-collapse:collapse;margin:1rem 0}th,td{text-align:left;padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(330px,1fr));gap:1.5rem}figure{margin:0}figcaption{font-weight:600}
svg{width:100%;height:auto}svg text{font:11px system-ui,sans-serif;fill:var(--ink)}
.axis{stroke:var(--ink);fill:none}.grid{stroke:var(--line);fill:none}.line{fill:none;stroke-width:2}.bar{opacity:.55}
.genuine{stroke:var(--genuine);fill:var(--genuine)}.impostor{stroke:var(--impostor);fill:var(--impostor)}.line.genuine{fill:none}.bar{stroke:none}
`;
