const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Java's two-byte NUL, and a character written as two surrogates of three bytes each (CESU-8); as ftfy finds them. */
const variant = /\xc0(?:\x80|(?=\n?$))|\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]/;

/**
 * Decodes UTF-8 that may hold CESU-8 surrogate pairs and Java's NUL.
 *
 * @param bytes a string of characters up to U+00FF, each standing for one byte.
 * @returns undefined where the bytes are no UTF-8.
 */
export function decodeUtf8Variants(bytes: string): string | undefined {
  let text = "";
  let rest = bytes;
  for (;;) {
    const found = variant.exec(rest);
    const plain = decodeStrict(found ? rest.slice(0, found.index) : rest);
    if (plain === undefined) return undefined;
    text += plain;
    if (!found) return text;
    rest = rest.slice(found.index);
    if (rest.startsWith("\xc0")) {
      if (rest.length < 2) return undefined;
      text += "\0";
      rest = rest.slice(2);
    } else {
      text += characterOfSurrogates(rest);
      rest = rest.slice(6);
    }
  }
}

function decodeStrict(bytes: string): string | undefined {
  try {
    return strictUtf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return undefined;
  }
}

function characterOfSurrogates(bytes: string): string {
  const bits = (index: number, mask: number) => bytes.charCodeAt(index) & mask;
  return String.fromCodePoint(
    0x10000 + (bits(1, 0x0f) << 16) + (bits(2, 0x3f) << 10) + (bits(4, 0x0f) << 6) + bits(5, 0x3f),
  );
}
