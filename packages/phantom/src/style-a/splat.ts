/** A plane that shapes are stamped into. */
export interface Stamp {
  plane: Float32Array;
  width: number;
  height: number;
}

/**
 * Stamps an anti-aliased ellipse, keeping the larger of old and new value. Radii in pixels; `soft` is the width of
 * the edge; `angle` is given as (cos, sin). Shapes thinner than a pixel fade rather than thicken.
 */
export function stampEllipse(
  stamp: Stamp,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  cos: number,
  sin: number,
  soft: number,
  value: number,
): void {
  const { plane, width, height } = stamp;
  const small = Math.min(radiusX, radiusY);
  const strength = small < 0.55 ? value * (small / 0.55) * (small / 0.55) : value;
  const reach = Math.max(radiusX, radiusY) + soft;
  const left = Math.max(0, Math.floor(x - reach));
  const right = Math.min(width - 1, Math.ceil(x + reach));
  const top = Math.max(0, Math.floor(y - reach));
  const bottom = Math.min(height - 1, Math.ceil(y + reach));
  const inverseX = 1 / Math.max(radiusX, 0.45);
  const inverseY = 1 / Math.max(radiusY, 0.45);
  const sharpness = Math.max(small, 0.45) / soft;
  for (let row = top; row <= bottom; row++) {
    const dy = row + 0.5 - y;
    for (let column = left; column <= right; column++) {
      const dx = column + 0.5 - x;
      const a = (dx * cos + dy * sin) * inverseX;
      const b = (dy * cos - dx * sin) * inverseY;
      const coverage = (1 - Math.sqrt(a * a + b * b)) * sharpness + 0.5;
      if (coverage <= 0) continue;
      const painted = coverage < 1 ? strength * coverage : strength;
      const index = row * width + column;
      if (painted > plane[index]) plane[index] = painted;
    }
  }
}

/** Stamps a round spot (`stampEllipse` with equal radii). */
export function stampDisc(stamp: Stamp, x: number, y: number, radius: number, soft: number, value: number): void {
  stampEllipse(stamp, x, y, radius, radius, 1, 0, soft, value);
}

/** Stamps a straight stroke whose half-width runs from `r0` to `r1`, round at both ends, the larger value kept. */
export function stampCapsule(
  stamp: Stamp,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  r0: number,
  r1: number,
  soft: number,
  value: number,
): void {
  const { plane, width, height } = stamp;
  const reach = Math.max(r0, r1) + soft;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
  const ax = x1 - x0;
  const ay = y1 - y0;
  const inverse = 1 / Math.max(ax * ax + ay * ay, 1e-9);
  for (let row = top; row <= bottom; row++) {
    const py = row + 0.5 - y0;
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - x0;
      let t = (px * ax + py * ay) * inverse;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const dx = px - t * ax;
      const dy = py - t * ay;
      const radius = r0 + (r1 - r0) * t;
      let coverage = (radius - Math.sqrt(dx * dx + dy * dy)) / soft + 0.5;
      if (coverage <= 0) continue;
      const full = radius < 0.5 ? radius * 2 : 1;
      coverage = coverage < full ? coverage : full;
      const painted = value * coverage;
      const index = row * width + column;
      if (painted > plane[index]) plane[index] = painted;
    }
  }
}
