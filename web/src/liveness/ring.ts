import { make } from '../dom.js';
import { t } from '../i18n.js';

const SVG = 'http://www.w3.org/2000/svg';
/** An ellipse as the stage's oval, whose circumference counts as 100. */
const ELLIPSE = { cx: '50', cy: '50', rx: '36', ry: '48', pathLength: '100' };
/** Pointing to the right; turned by style. */
const ARROW = 'M4 10h9V4l11 11-11 11v-6H4z';

/** The oval for the face, around which the progress runs, and the arrow beside it. */
export function ring() {
  const done = svg('ellipse', { ...ELLIPSE, class: 'done' });
  const oval = svg('svg', { viewBox: '0 0 100 100', preserveAspectRatio: 'none', class: 'liveness-ring' });
  oval.append(svg('ellipse', { ...ELLIPSE, class: 'track' }), done);
  const arrow = svg('svg', { viewBox: '0 0 30 30', class: 'liveness-arrow' });
  arrow.append(svg('path', { d: ARROW }));
  const progress = make('progress', 'visually-hidden');
  progress.max = 100;
  progress.value = 0;
  progress.setAttribute('aria-label', t('livenessProgress'));
  for (const picture of [oval, arrow]) picture.setAttribute('aria-hidden', 'true');
  const element = make('div', 'liveness-oval', oval, arrow, progress);
  return {
    element,
    /** @param direction the person's own; the picture is a mirror, so that their left is on the left */
    show(share: number, direction: string): void {
      progress.value = Math.round(share * 100);
      done.setAttribute('stroke-dasharray', `${100 * share} 100`);
      element.dataset['direction'] = direction;
    },
  };
}

function svg(tag: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
