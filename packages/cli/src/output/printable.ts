/**
 * Text from an archive as a terminal may get it: control characters, which could move the cursor or recolour the
 * screen, become U+FFFD, and line breaks and tabs a space.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\t\r\n\u2028\u2029]+/g, " ").replaceAll(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
