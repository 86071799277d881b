import type { AnalyzeAnswer } from '../../packages/client/src/index.js';

const GOOD = '#5be3b1';
const BAD = '#ffc45c';
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

/** Draws faces over the picture. The canvas has the picture's own pixels and the same CSS fit. */
export function drawFaces(
  canvas: HTMLCanvasElement,
  picture: { width: number; height: number },
  { faces, subject, width }: AnalyzeAnswer,
  ready: boolean,
): void {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const scale = picture.width / width;
  faces.forEach((face, index) => {
    const colour = index === subject ? (ready ? GOOD : BAD) : OTHER;
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
  });
}

export function clearFaces(canvas: HTMLCanvasElement): void {
  canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
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
