import type { AnalyzeAnswer } from '../../../packages/client/src/index.js';

const COLOUR = { good: '#5be3b1', warn: '#ffc45c', bad: '#ff9d96' } as const;
const INK = '#06231a';
const OTHER = 'rgb(255 255 255 / 60%)';
/** Jaw, brows, nose, eyes and mouth of the 68 landmarks, as open or closed lines. */
const LINES: readonly (readonly [from: number, to: number, closed: boolean])[] = [
  [0, 16, false],
  [17, 21, false],
  [22, 26, false],
  [27, 30, false],
  [31, 35, false],
  [36, 41, true],
  [42, 47, true],
  [48, 59, true],
];

export interface Finding {
  /** Of the subject's face: as good as the answer beside it. */
  colour: keyof typeof COLOUR;
  /** Written below the subject's face; empty: nothing. */
  label: string;
}

/** Draws faces over the picture. The canvas has the picture's own pixels and the same CSS fit. */
export function drawFaces(
  canvas: HTMLCanvasElement,
  picture: { width: number; height: number },
  { faces, subject, width }: AnalyzeAnswer,
  { colour: tone, label }: Finding,
): void {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const scale = picture.width / width;
  faces.forEach((face, index) => {
    const colour = index === subject ? COLOUR[tone] : OTHER;
    const { x, y, width: w, height: h } = face.box;
    context.lineCap = 'round';
    context.strokeStyle = colour;
    context.lineWidth = Math.max(2, picture.width / 220);
    corners(context, x * scale, y * scale, w * scale, h * scale);
    if (index !== subject) return;
    context.globalAlpha = 0.75;
    context.lineWidth = Math.max(1, picture.width / 520);
    for (const line of LINES) landmarkLine(context, face.landmarks, line, scale);
    context.globalAlpha = 1;
    if (label !== '') tag(context, label, (x + w / 2) * scale, (y + h) * scale, colour);
  });
}

export function clearFaces(canvas: HTMLCanvasElement): void {
  canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
}

function tag(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
  const { width, height } = context.canvas;
  const size = Math.max(14, Math.max(width, height) / 28);
  const margin = size * 0.6;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const shown = fitted(context, text, width - 4 * margin);
  const half = context.measureText(shown).width / 2 + margin;
  const middle = Math.min(y + size * 1.6, height - size);
  const centre = Math.min(Math.max(x, half), width - half);
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(centre - half, middle - size * 0.85, 2 * half, size * 1.7, size * 0.85);
  context.fill();
  context.fillStyle = INK;
  context.fillText(shown, centre, middle);
}

/** Begin and end tell ids apart: what is too wide loses its middle. */
function fitted(context: CanvasRenderingContext2D, text: string, widthMax: number): string {
  const characters = [...text];
  for (let kept = characters.length; kept > 2; kept -= 1) {
    const shown = middleCut(characters, kept);
    if (context.measureText(shown).width <= widthMax) return shown;
  }
  return middleCut(characters, 2);
}

function middleCut(characters: readonly string[], kept: number): string {
  if (kept >= characters.length) return characters.join('');
  const start = Math.ceil(kept / 2);
  return `${characters.slice(0, start).join('')}…${characters.slice(characters.length - (kept - start)).join('')}`;
}

function corners(context: CanvasRenderingContext2D, x: number, y: number, w: number, h: number): void {
  const arm = Math.min(w, h) / 5;
  context.beginPath();
  for (const [cx, cy, dx, dy] of [
    [x, y, 1, 1],
    [x + w, y, -1, 1],
    [x + w, y + h, -1, -1],
    [x, y + h, 1, -1],
  ] as const) {
    context.moveTo(cx + dx * arm, cy);
    context.lineTo(cx, cy);
    context.lineTo(cx, cy + dy * arm);
  }
  context.stroke();
}

function landmarkLine(
  context: CanvasRenderingContext2D,
  landmarks: AnalyzeAnswer['faces'][number]['landmarks'],
  [from, to, closed]: readonly [number, number, boolean],
  scale: number,
): void {
  context.beginPath();
  for (const { x, y } of landmarks.slice(from, to + 1)) context.lineTo(x * scale, y * scale);
  if (closed) context.closePath();
  context.stroke();
}
