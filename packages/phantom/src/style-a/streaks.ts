import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom } from "../noise/random.ts";
import { addPigment } from "./pigment.ts";
import { sample, toX, toY, type Scene } from "./scene.ts";
import { stampCapsule, stampDisc } from "./splat.ts";

/**
 * Streaks: pigmented spokes of unequal length across the border, in sectors, some ending in a bulb (pseudopods);
 * at high amounts all round (starburst).
 */
export function drawStreaks(scene: Scene): void {
  const amount = scene.parameters.structures.streaks;
  const random = createRandom(scene.parameters.seeds.lesion, "streaks");
  const half = scene.parameters.outline.diameter / 2;
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  const count = Math.round((40 + 50 * amount) * Math.max(0.5, half / 0.25));
  const middle = random.between(0, 2 * Math.PI);
  const spread = 0.5 + 2.7 * amount;
  const longest = random.between(0.05, 0.09) * (0.6 + half);
  const bulbs = random.chance(0.5) ? 0.5 : 0.12;
  for (let streak = 0; streak < count; streak++) {
    const angle = middle + spread * (random.next() * 2 - 1);
    const bend = random.between(-0.25, 0.25);
    const length = longest * random.between(0.35, 1);
    const thick = random.between(0.9, 1.9) * scene.unit;
    const bulb = random.chance(bulbs);
    const strength = random.between(0.45, 1);
    const start = borderRadius(scene, angle, half) - length * random.between(0.35, 0.75);
    const cos = cosine(angle);
    const sin = sine(angle);
    const u = start * cos;
    const v = start * sin;
    const endU = u + length * cosine(angle + bend);
    const endV = v + length * sine(angle + bend);
    const x = toX(scene, endU, endV);
    const y = toY(scene, endU, endV);
    stampCapsule(stamp, toX(scene, u, v), toY(scene, u, v), x, y, thick, thick * (bulb ? 0.8 : 0.35), 1.2, strength);
    if (bulb) stampDisc(stamp, x, y, thick * random.between(1.2, 1.6), 1.3, strength);
  }
  addPigment(scene, "streaks", plane, { melanin: 1.5 + 1.4 * amount });
}

function borderRadius(scene: Scene, angle: number, half: number): number {
  const cos = cosine(angle);
  const sin = sine(angle);
  for (let share = 1.5; share > 0.3; share -= 0.03) {
    const u = half * share * cos;
    const v = half * share * sin;
    if (sample(scene, scene.inside, toX(scene, u, v), toY(scene, u, v), -1) > 0) return half * share;
  }
  return half * 0.9;
}
