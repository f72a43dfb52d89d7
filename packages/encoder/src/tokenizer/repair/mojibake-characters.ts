/**
 * The characters that occur when UTF-8 is decoded in a single-byte encoding, by kind, as the inside of a class of a `u` regular
 * expression. Which character belongs to which kind is a fact about ftfy 6.3.1 (see NOTICE.md).
 */
export const mojibakeCharacters = {
  /** At home in many contexts. */
  common: "\\u00a0\\u00ad´·–—―’…",
  /** C1 controls: no use but in mojibake. */
  c1: "\\u0080-\\u009f",
  /** Nearly always mojibake. */
  bad: "¤¦¨ª¬¯¸ºƒˆˇ˘˛˜†‡‰⌐◊\\ufffd",
  /** Paragraph and section signs. */
  law: "§¶",
  currency: "¢£¥₧€",
  /** Punctuation that opens. */
  opening: "¡©«¿΄΅‘‚“„•‹\\uf8ff",
  /** Punctuation that closes. */
  closing: "®»˝”›™",
  numeric: "±²³µ¹¼½¾×÷⁄№∂∆∏∑√∞∩∫≈≠≡≤≥",
  /** Letters that faces are made of, and so stand in odd places on purpose. */
  kaomoji: "°Ò-ÖÙ-Üò-öø-üŌŐŪŲ",
  accentedUpper: "À-ÑØÜÝĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽҐ",
  accentedLower: "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ",
  /** Capitals that often end a word: no sign by themselves. */
  commonUpper: "ÞΆΈΉΊΌΎΏΑ-ΫЁ-Я",
  commonLower: "ά-ωа-џ",
  /** Box drawing, without the single horizontal line. */
  box: "│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓",
} as const;
