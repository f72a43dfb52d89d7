import type { Canvas } from "./canvas.ts";

/** Paints a disc into a plane, the larger value kept; pixel coordinates and lengths. */
export function paintDisc(
  canvas: Canvas,
  plane: Float32Array,
  x: number,
  y: number,
  radius: number,
  soft: number,
  value: number,
): void {
  const reach = radius + soft;
  const left = Math.max(0, Math.floor(x - reach));
  const right = Math.min(canvas.width - 1, Math.ceil(x + reach));
  const top = Math.max(0, Math.floor(y - reach));
  const bottom = Math.min(canvas.height - 1, Math.ceil(y + reach));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const dx = column + 0.5 - x;
      const dy = row + 0.5 - y;
      const cover = (reach - Math.sqrt(dx * dx + dy * dy)) / (2 * soft);
      if (cover <= 0) continue;
      const painted = value * (cover < 1 ? cover : 1);
      const index = row * canvas.width + column;
      if (painted > plane[index]) plane[index] = painted;
    }
  }
}

/** The same at a point in lesion coordinates, the radius in 1/240 of a lesion unit. */
export function paintSpot(
  canvas: Canvas,
  plane: Float32Array,
  u: number,
  v: number,
  radius: number,
  value: number,
): void {
  const x = canvas.centreX + canvas.scale * (canvas.cos * u - canvas.sin * v);
  const y = canvas.centreY + canvas.scale * (canvas.sin * u + canvas.cos * v);
  const r = (radius * canvas.scale) / 240;
  paintDisc(canvas, plane, x, y, Math.max(0.35, r - 0.4), 0.8 + 0.1 * r, r < 0.5 ? value * 2 * r : value);
}

/** Drags a disc along a quadratic curve, thinning from `from` to `to`; pixel coordinates. */
export function paintCurve(
  canvas: Canvas,
  plane: Float32Array,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  from: number,
  to: number,
  value: number,
): void {
  const length = Math.sqrt((x2 - x0) * (x2 - x0) + (y2 - y0) * (y2 - y0)) * 1.15 + 2;
  const steps = Math.ceil(length / 1.2);
  for (let step = 0; step <= steps; step++) {
    const t = step / steps;
    const s = 1 - t;
    const x = s * s * x0 + 2 * s * t * x1 + t * t * x2;
    const y = s * s * y0 + 2 * s * t * y1 + t * t * y2;
    paintDisc(canvas, plane, x, y, Math.max(0.1, from + (to - from) * t - 0.35), 0.6, value);
  }
}

/** The value of a plane at a point in lesion coordinates; 0 outside the frame. */
export function planeAt(canvas: Canvas, plane: Float32Array, u: number, v: number): number {
  const x = Math.floor(canvas.centreX + canvas.scale * (canvas.cos * u - canvas.sin * v));
  const y = Math.floor(canvas.centreY + canvas.scale * (canvas.sin * u + canvas.cos * v));
  return x < 0 || y < 0 || x >= canvas.width || y >= canvas.height ? 0 : plane[y * canvas.width + x];
}
