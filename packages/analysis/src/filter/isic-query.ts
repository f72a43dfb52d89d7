import { AppError } from "@lesion-atlas/core";

/** A query of the ISIC Archive, read; `at` is where in the text a part begins, from 0. */
export type IsicQuery =
  | { kind: "and"; parts: IsicQuery[] }
  | { kind: "or"; parts: IsicQuery[] }
  | { kind: "not"; part: IsicQuery }
  | { kind: "exists"; field: string; at: number }
  | { kind: "range"; field: string; at: number; low?: Bound; high?: Bound }
  /** `pattern` is set where the value has a `*` that was not quoted or escaped: the parts between the stars. */
  | { kind: "value"; field: string; at: number; text: string; quoted: boolean; pattern?: string[] };

export interface Bound {
  value: number;
  inclusive: boolean;
}

const deepest = 32;

/**
 * Reads the ISIC Archive's query language (DOMAIN.md, 1), a part of Lucene's: `field:value`, `field:"a value"`,
 * `field:Mela*`, `field:[20 TO 40]` (`{` and `}` leave the end out, `*` is an open end), `field:*` for any value,
 * `field:(a OR b)`, `-` or NOT before a part, AND, OR and parentheses; AND binds closer than OR.
 *
 * @throws AppError `invalid_input` that says where (counted from 1) and what was expected.
 */
export function parseIsicQuery(text: string): IsicQuery {
  let at = 0;
  if (text.trim() === "") throw fail("a query is empty; write for instance age_approx:[20 TO 40] AND sex:male", 0);
  const query = alternatives(0);
  if (at < text.length) throw fail(text[at] === ")" ? "there is no ( for this )" : "expected AND or OR", at);
  return query;

  function alternatives(depth: number, field?: string): IsicQuery {
    if (depth > deepest) throw fail(`parentheses may be nested ${deepest} deep at most`, at);
    return joined("or", () => joined("and", () => part(depth, field)));
  }

  function joined(kind: "and" | "or", next: () => IsicQuery): IsicQuery {
    const parts = [next()];
    while (takeWord(kind.toUpperCase())) parts.push(next());
    return parts.length === 1 ? parts[0] : { kind, parts };
  }

  function part(depth: number, field?: string): IsicQuery {
    skipSpaces();
    if (depth > deepest) throw fail(`a query may be nested ${deepest} deep at most`, at);
    if (text[at] === "-") {
      at += 1;
      if (text[at] === " ") throw fail("expected a field right behind -", at);
      return { kind: "not", part: part(depth + 1, field) };
    }
    if (takeWord("NOT")) return { kind: "not", part: part(depth + 1, field) };
    if (text[at] === "(") return inParentheses(depth, field);
    return field === undefined ? fieldPart(depth) : valueOf(field, depth);
  }

  function inParentheses(depth: number, field?: string): IsicQuery {
    const opened = at;
    at += 1;
    const inner = alternatives(depth + 1, field);
    skipSpaces();
    if (text[at] !== ")") {
      throw at < text.length ? fail("expected AND, OR or )", at) : fail("this ( is never closed", opened);
    }
    at += 1;
    skipSpaces();
    return inner;
  }

  function fieldPart(depth: number): IsicQuery {
    const began = at;
    const name = /^[\p{L}\p{N}_.]+/u.exec(text.slice(at))?.[0];
    if (name === undefined) throw fail("expected a field, such as sex:male", at);
    if (["AND", "OR", "TO", "NOT"].includes(name)) throw fail(`expected a field, not ${name}`, began);
    at += name.length;
    if (text[at] !== ":") throw fail(`expected : and a value behind ${name}`, at);
    at += 1;
    return text[at] === "(" ? inParentheses(depth, name) : valueOf(name, depth);
  }

  function valueOf(field: string, _depth: number): IsicQuery {
    const began = at;
    if (text[at] === "[" || text[at] === "{") return rangeOf(field);
    if (text[at] === '"') return { kind: "value", field, at: began, text: quotedText(), quoted: true };
    const pieces = [""];
    while (at < text.length && !/[\s()[\]{}":]/.test(text[at])) {
      if (text[at] === "*") pieces.push("");
      else {
        if (text[at] === "\\" && at + 1 < text.length) at += 1;
        pieces[pieces.length - 1] += text[at];
      }
      at += 1;
    }
    if (at === began) throw fail(`expected a value for ${field}`, at);
    if (text[at] === ":") throw fail('a value with : in it needs quotes, such as image_type:"clinical: close-up"', at);
    skipSpaces();
    if (pieces.length === 1) return { kind: "value", field, at: began, text: pieces[0], quoted: false };
    if (pieces.every((piece) => piece === "")) return { kind: "exists", field, at: began };
    return { kind: "value", field, at: began, text: pieces.join("*"), quoted: false, pattern: pieces };
  }

  function quotedText(): string {
    const opened = at;
    let value = "";
    for (at += 1; text[at] !== '"'; at += 1) {
      if (text[at] === "\\") at += 1;
      if (at >= text.length) throw fail('this " is never closed', opened);
      value += text[at];
    }
    at += 1;
    skipSpaces();
    return value;
  }

  function rangeOf(field: string): IsicQuery {
    const began = at;
    const end = /[\]}]/.exec(text.slice(at));
    if (!end) throw fail(`this ${text[began]} is never closed`, began);
    const close = began + end.index;
    const [low, to, high, ...more] = text
      .slice(began + 1, close)
      .trim()
      .split(/\s+/);
    if (to !== "TO" || high === undefined || more.length > 0) {
      throw fail(`a range is written ${field}:[20 TO 40]`, began + 1);
    }
    at = close + 1;
    skipSpaces();
    return {
      kind: "range",
      field,
      at: began,
      low: bound(low, text[began] === "[", began + 1),
      high: bound(high, text[close] === "]", began + 1),
    };
  }

  function bound(word: string, inclusive: boolean, where: number): Bound | undefined {
    if (word === "*") return undefined;
    const value = Number(word);
    if (!Number.isFinite(value))
      throw fail(`${JSON.stringify(word)} is no number; a range has two, or * for an open end`, where);
    return { value, inclusive };
  }

  function takeWord(word: string): boolean {
    skipSpaces();
    const follows = text[at + word.length];
    if (!text.startsWith(word, at) || !(follows === undefined || /[\s(]/.test(follows))) return false;
    at += word.length;
    skipSpaces();
    return true;
  }

  function skipSpaces(): void {
    while (at < text.length && /\s/.test(text[at])) at += 1;
  }

  function fail(what: string, where: number): AppError {
    const around = where < text.length ? `before ${JSON.stringify(text.slice(where, where + 12))}` : "at its end";
    return new AppError("invalid_input", `query, character ${where + 1}, ${around}: ${what}`);
  }
}
