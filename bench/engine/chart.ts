import type { BenchResult } from './report.js';

const WIDTH = 720;
const BAR = { left: 190, right: 130, height: 22, gap: 12 };
const HEAD = 40;

/** Processor time of a portrait as bars, an SVG that reads on light and dark pages. */
export function renderChart({ engines, cpu }: BenchResult, baseline: string): string {
  const reference = engines.find(({ engine }) => engine === baseline)?.portrait.cpuMs ?? NaN;
  const longest = Math.max(...engines.map(({ portrait }) => portrait.cpuMs));
  const bars = engines.map(({ engine, portrait: { cpuMs } }, i) => {
    const y = HEAD + i * (BAR.height + BAR.gap);
    const width = Math.max((cpuMs / longest) * (WIDTH - BAR.left - BAR.right), 1).toFixed(1);
    const middle = y + BAR.height * 0.7;
    const ratio = engine === baseline ? '' : ` (${(reference / cpuMs).toFixed(1)}×)`;
    return [
      `<text x="${BAR.left - 8}" y="${middle}" text-anchor="end">${engine}</text>`,
      `<rect x="${BAR.left}" y="${y}" width="${width}" height="${BAR.height}" rx="2"/>`,
      `<text x="${BAR.left + Number(width) + 8}" y="${middle}">${cpuMs.toFixed(0)} ms${ratio}</text>`,
    ].join('');
  });
  const title = `From a JPEG of 1920 × 1280 to the encoding: processor time, one thread, ${cpu}`;
  const height = HEAD + engines.length * (BAR.height + BAR.gap);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
<style>text{font:13px system-ui,sans-serif;fill:#57606a}rect{fill:#2f6f8f}@media(prefers-color-scheme:dark){text{fill:#b1bac4}rect{fill:#5aa9cf}}</style>
<text x="8" y="20">${title}</text>
${bars.join('\n')}
</svg>
`;
}
