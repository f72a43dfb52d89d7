/** One way in which UTF-8 bytes are mistaken for single characters. */
export interface SingleByteEncoding {
  readonly name: string;
  /** Whether bytes without a character stand for themselves, and byte 0x1a for U+FFFD (a byte that was lost). */
  readonly isSloppy: boolean;
  /** The character of each of the 256 bytes. */
  readonly characters: readonly string[];
  /** @returns the bytes as a string of characters up to U+00FF; undefined when a character is not in the encoding. */
  encode(text: string): string | undefined;
}

const codePage437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
  "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** In the order in which they are tried. */
export const singleByteEncodings: readonly SingleByteEncoding[] = [
  createEncoding("latin-1", false, upperHalf(undefined)),
  createEncoding("windows-1252", true, upperHalf("windows-1252")),
  createEncoding("windows-1251", true, upperHalf("windows-1251")),
  createEncoding("windows-1250", true, upperHalf("windows-1250")),
  createEncoding("windows-1253", true, upperHalf("windows-1253")),
  createEncoding("windows-1254", true, upperHalf("windows-1254")),
  createEncoding("windows-1257", true, upperHalf("windows-1257")),
  createEncoding("iso-8859-2", false, upperHalf("iso-8859-2")),
  createEncoding("macintosh", false, upperHalf("macintosh")),
  createEncoding("cp437", false, [...codePage437]),
];

/** @param character one of U+0000 to U+00FF, read as that byte. @returns what windows-1252 has there, else itself. */
export function decodeWindows1252(character: string): string {
  return singleByteEncodings[1].characters[character.charCodeAt(0)];
}

function upperHalf(label: string | undefined): string[] {
  const decoder = label === undefined ? undefined : new TextDecoder(label);
  return Array.from({ length: 128 }, (_, index) => {
    const byte = 128 + index;
    const character = decoder?.decode(Uint8Array.of(byte)) ?? "\ufffd";
    return character === "\ufffd" ? String.fromCharCode(byte) : character;
  });
}

function createEncoding(name: string, isSloppy: boolean, upper: readonly string[]): SingleByteEncoding {
  const characters = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte)).concat(upper);
  if (isSloppy) characters[0x1a] = "\ufffd";
  const byteOf = new Map(characters.map((character, byte) => [character, String.fromCharCode(byte)]));
  return {
    name,
    isSloppy,
    characters,
    encode(text) {
      let bytes = "";
      for (const character of text) {
        const byte = byteOf.get(character);
        if (byte === undefined) return undefined;
        bytes += byte;
      }
      return bytes;
    },
  };
}
