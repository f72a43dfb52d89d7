import { describe, expect, test } from "vitest";
import { repairText } from "../../src/tokenizer/repair/repair-text.ts";
import { singleByteEncodings } from "../../src/tokenizer/repair/single-byte-encodings.ts";
import { unescapeHtml } from "../../src/tokenizer/unescape-html.ts";

describe("repairText", () => {
  test.each([
    ["plain text stays", "dark brown", "dark brown"],
    ["mojibake once", "schÃ¶n", "schön"],
    ["mojibake twice", "Ã¢â‚¬â„¢", "'"],
    ["of Cyrillic", "РџСЂРёРІРµС‚", "Привет"],
    ["of Mac OS Roman", "it‚Äôs", "it's"],
    ["a lost no-break space", "voilÃ le travail", "voilà le travail"],
    ["lost bytes", "â€œ like this â€\ufffd", '" like this \ufffd'],
    ["inside good text", "l’humanitÃ© – schön", "l'humanité – schön"],
    ["CESU-8", "Ã©Ã­Â\u00a0Â½Ã­Â¸Â\u0080", "é😀"],
    ["intended accents stay", "NAÏVE CAFÉ à la carte", "NAÏVE CAFÉ à la carte"],
    ["terminal colours go", "\u001b[36;44mblue\u001b[0m", "blue"],
    ["capitals of an entity", "P&EACUTE;REZ", "PÉREZ"],
    ["no entities once a < was seen", "<b> &amp;\n&amp;", "<b> &amp;\n&amp;"],
    ["line by line until then", "&amp;\n<b>\n&amp;", "&\n<b>\n&amp;"],
    ["a pair of surrogates is one character", "\ud83d\udca9", "💩"],
  ])("%s", (_, text, repaired) => {
    expect(repairText(text)).toBe(repaired);
  });

  test("the single-byte encodings have 256 characters each, all different", () => {
    expect(singleByteEncodings.map(({ characters }) => new Set(characters).size)).toEqual(Array(10).fill(256));
    expect(singleByteEncodings.map(({ characters }) => characters[0xe6]).join("")).toBe("ææжćζæęćÊµ");
    expect(singleByteEncodings.map(({ characters }) => characters[0x80].codePointAt(0))).toEqual([
      0x80, 0x20ac, 0x402, 0x20ac, 0x20ac, 0x20ac, 0x20ac, 0x80, 0xc4, 0xc7,
    ]);
  });
});

describe("unescapeHtml", () => {
  test.each([
    ["&lt;&gt;&amp;&quot;&nbsp;", '<>&"\u00a0'],
    ["&notit; &notin; &not", "¬it; ∉ ¬"],
    ["&amp;amp;", "&amp;"],
    ["&#128;&#129;&#x9f;&#13;", "€\u0081Ÿ\r"],
    ["&#0; &#xD800; &#1114112;", "\ufffd \ufffd \ufffd"],
    ["[&#1;&#x7f;&#xfdd0;&#xffff;&#x1fffe;]", "[]"],
    ["&#65 &#x42&#67;", "A BC"],
    ["& &; &# &#x; &unknown;", "& &; &# &#x; &unknown;"],
    ["&NotEqualTilde;&acE;", "≂̸∾̳"],
  ])("%s as Python's html.unescape", (text, unescaped) => {
    expect(unescapeHtml(text)).toBe(unescaped);
  });
});
