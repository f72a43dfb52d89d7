/** What Python's `str.isspace` holds of, as a class for a `u` regular expression (JavaScript's `\s` differs in six). */
export const pythonSpace =
  "\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** What `\w` holds of in Python's `re`, as a class for a `u` regular expression. */
export const pythonWord = "\\p{L}\\p{N}_";

const separators = new RegExp(`[${pythonSpace}]+`, "u");

/** `" ".join(text.split())` of Python: runs of whitespace become one space, none is left at the ends. */
export function collapseWhitespace(text: string): string {
  return text.split(separators).filter(Boolean).join(" ");
}
