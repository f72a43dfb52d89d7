const shades = ["brown", "black", "blue", "grey", "red", "white", "tan", "pink"];
const structures = ["streaks", "globules", "a veil", "a network", "dots", "hair", "vessels", "crusts", "a border"];
const places = ["in the centre", "near the edge", "on the trunk", "on a leg", "on the scalp", "in one half"];

/** A new question each time: no cache has the text. Lengths are those of what people ask. */
export function distinctTexts(): () => string {
  let asked = 0;
  return () => {
    const n = asked++;
    const phrase = `${shades[n % 8]} ${structures[(n >> 3) % 9]} ${places[(n >> 5) % 6]}`;
    return `${phrase} ${n}`;
  };
}

/** The same few questions again and again. */
export function knownTexts(): () => string {
  const next = distinctTexts();
  const texts = Array.from({ length: 50 }, next);
  let asked = 0;
  return () => texts[asked++ % texts.length];
}
