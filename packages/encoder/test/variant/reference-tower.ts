/** Sizes of a vision transformer as open_clip builds it, with QuickGELU and a projection behind the class token. */
export interface TowerSizes {
  imageSize: number;
  patchSize: number;
  width: number;
  heads: number;
  layers: number;
  dimensions: number;
}

interface Token {
  values: number[];
  /** How many tokens of the image it stands for. */
  size: number;
}

type Weights = (name: string, shape: readonly number[]) => ArrayLike<number>;

/**
 * The embedding of one image by a vision transformer whose tokens are merged, as the paper's section 3 says it, in loops
 * over plain numbers: nothing of it is shared with the graph.
 *
 * @param pixels [3, size, size]
 * @param merged tokens fewer a block; 0 for the plain tower
 */
export function referenceEmbedding(
  pixels: ArrayLike<number>,
  weights: Weights,
  { imageSize, patchSize, width, heads, layers, dimensions }: TowerSizes,
  merged: number,
): number[] {
  const side = imageSize / patchSize;
  const kernels = weights("visual.conv1.weight", [width, 3, patchSize, patchSize]);
  const places = weights("visual.positional_embedding", [side * side + 1, width]);
  const linear = (x: number[], name: string, outputs: number, { suffix = "." } = {}) => {
    const matrix = weights(`${name}${suffix}weight`, [outputs, x.length]);
    const bias = weights(`${name}${suffix}bias`, [outputs]);
    return range(outputs).map(
      (row) => bias[row] + sum(x.map((value, column) => value * matrix[row * x.length + column])),
    );
  };
  const normalised = (x: number[], name: string) => {
    const mean = sum(x) / x.length;
    const deviation = Math.sqrt(sum(x.map((value) => (value - mean) ** 2)) / x.length + 1e-5);
    const [weight, bias] = ["weight", "bias"].map((kind) => weights(`${name}.${kind}`, [x.length]));
    return x.map((value, index) => ((value - mean) / deviation) * weight[index] + bias[index]);
  };

  const patch = (row: number, column: number) =>
    range(width).map((channel) => {
      let value = 0;
      for (let color = 0; color < 3; color++) {
        for (let y = 0; y < patchSize; y++) {
          for (let x = 0; x < patchSize; x++) {
            const at = (color * imageSize + row * patchSize + y) * imageSize + column * patchSize + x;
            value += pixels[at] * kernels[((channel * 3 + color) * patchSize + y) * patchSize + x];
          }
        }
      }
      return value;
    });
  const vectors = [
    Array.from(weights("visual.class_embedding", [width])),
    ...range(side * side).map((index) => patch(Math.floor(index / side), index % side)),
  ].map((vector, place) => vector.map((value, index) => value + places[place * width + index]));
  let tokens: Token[] = vectors.map((values) => ({ values: normalised(values, "visual.ln_pre"), size: 1 }));

  for (const layer of range(layers)) {
    const name = `visual.transformer.resblocks.${layer}`;
    const packed = tokens.map(({ values }) =>
      linear(normalised(values, `${name}.ln_1`), `${name}.attn.in_proj`, 3 * width, { suffix: "_" }),
    );
    const [queries, keys, values] = [0, 1, 2].map((part) =>
      packed.map((row) => row.slice(part * width, (part + 1) * width)),
    );
    tokens = tokens.map((token, index) => {
      const seen = attended(queries[index], keys, values, tokens, heads);
      return { ...token, values: plus(token.values, linear(seen, `${name}.attn.out_proj`, width)) };
    });
    if (merged > 0 && layer < layers - 1) tokens = mergedOnce(tokens, keys, heads, merged);
    tokens = tokens.map((token) => {
      const hidden = linear(normalised(token.values, `${name}.ln_2`), `${name}.mlp.c_fc`, 4 * width);
      const active = hidden.map((value) => value / (1 + Math.exp(-1.702 * value)));
      return { ...token, values: plus(token.values, linear(active, `${name}.mlp.c_proj`, width)) };
    });
  }
  const pooled = normalised(tokens[0].values, "visual.ln_post");
  const projection = weights("visual.proj", [width, dimensions]);
  return range(dimensions).map((column) =>
    sum(pooled.map((value, row) => value * projection[row * dimensions + column])),
  );
}

function attended(query: number[], keys: number[][], values: number[][], tokens: Token[], heads: number): number[] {
  const depth = query.length / heads;
  return range(heads).flatMap((head) => {
    const part = (row: number[]) => row.slice(head * depth, (head + 1) * depth);
    const weights = tokens.map(
      ({ size }, index) => size * Math.exp(dot(part(query), part(keys[index])) / Math.sqrt(depth)),
    );
    return range(depth).map(
      (component) => sum(weights.map((weight, index) => weight * part(values[index])[component])) / sum(weights),
    );
  });
}

function mergedOnce(tokens: Token[], keys: number[][], heads: number, merged: number): Token[] {
  const depth = keys[0].length / heads;
  const means = keys.map((key) =>
    range(depth).map((component) => sum(range(heads).map((head) => key[head * depth + component])) / heads),
  );
  const cosine = (left: number[], right: number[]) => dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
  const places = range(tokens.length);
  const odd = places.filter((place) => place % 2 === 1);
  const pairs = places
    .filter((place) => place % 2 === 0 && place > 0)
    .map((from) => {
      const onto = odd.reduce((best, place) =>
        cosine(means[from], means[place]) > cosine(means[from], means[best]) ? place : best,
      );
      return { from, onto, likeness: cosine(means[from], means[onto]) };
    })
    .sort((left, right) => right.likeness - left.likeness)
    .slice(0, Math.min(merged, Math.floor((tokens.length - 1) / 2)));
  const gone = new Set(pairs.map(({ from }) => from));
  const even = places.filter((place) => place % 2 === 0 && !gone.has(place));
  return [...even, ...odd].map((place) => {
    const members = [place, ...pairs.filter(({ onto }) => onto === place).map(({ from }) => from)].map(
      (one) => tokens[one],
    );
    const size = sum(members.map((member) => member.size));
    const values = tokens[place].values.map(
      (_, index) => sum(members.map((member) => member.values[index] * member.size)) / size,
    );
    return { values, size };
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(left: number[], right: number[]): number {
  return sum(left.map((value, index) => value * right[index]));
}

function plus(left: number[], right: number[]): number[] {
  return left.map((value, index) => value + right[index]);
}
