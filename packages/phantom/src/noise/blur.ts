/**
 * Box blur of a plane, in place, the edges repeated; two passes are close to a Gaussian of sigma about
 * radius * 0.8. `scratch` has the plane's length and is overwritten.
 */
export function boxBlur(
  plane: Float32Array,
  scratch: Float32Array,
  width: number,
  height: number,
  radius: number,
  passes = 2,
): void {
  const r = Math.round(radius);
  if (r < 1) return;
  for (let pass = 0; pass < passes; pass++) {
    blurRows(plane, scratch, width, height, r);
    blurColumns(scratch, plane, width, height, r);
  }
}

function blurRows(source: Float32Array, target: Float32Array, width: number, height: number, r: number): void {
  const scale = 1 / (2 * r + 1);
  const last = width - 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = source[row] * (r + 1);
    for (let x = 1; x <= r; x++) sum += source[row + (x < last ? x : last)];
    for (let x = 0; x < width; x++) {
      target[row + x] = sum * scale;
      const enter = x + r + 1;
      const leave = x - r;
      sum += source[row + (enter < last ? enter : last)] - source[row + (leave > 0 ? leave : 0)];
    }
  }
}

function blurColumns(source: Float32Array, target: Float32Array, width: number, height: number, r: number): void {
  const scale = 1 / (2 * r + 1);
  const last = height - 1;
  const sums = new Float64Array(width);
  for (let x = 0; x < width; x++) sums[x] = source[x] * (r + 1);
  for (let y = 1; y <= r; y++) {
    const row = (y < last ? y : last) * width;
    for (let x = 0; x < width; x++) sums[x] += source[row + x];
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const enter = (y + r + 1 < last ? y + r + 1 : last) * width;
    const leave = (y - r > 0 ? y - r : 0) * width;
    for (let x = 0; x < width; x++) {
      target[row + x] = sums[x] * scale;
      sums[x] += source[enter + x] - source[leave + x];
    }
  }
}
