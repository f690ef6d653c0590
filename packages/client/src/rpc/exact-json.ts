/**
 * Parses JSON without rounding an integer that a number cannot hold: one beyond ±(2^53 − 1) becomes the string of its digits.
 * The protocol's own numbers never come near that; what tools and MCP servers return, and what a configuration says, may.
 * A string, and not a bigint, because JSON.stringify throws at one, and messages end up in logs. Worth the time only where
 * {@link hasLongDigits}.
 *
 * @param json Valid JSON.
 */
export function parseExactly(json: string): unknown {
  return JSON.parse(quoteUnsafeIntegers(json));
}

/** 2^53 has 16 digits. */
const longDigits = 16;

/** Whether so many digits stand in a row, be it in a string. Looks at every 16th character: none of such a row gets by. */
export function hasLongDigits(text: string): boolean {
  for (let at = longDigits - 1; at < text.length; at += longDigits) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end - start < longDigits && isDigit(text.charCodeAt(end))) end += 1;
    if (end - start >= longDigits) return true;
  }
  return false;
}

function quoteUnsafeIntegers(json: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charCodeAt(at);
    if (char === quotationMark) at = endOfString(json, at);
    else if (char === minus || isDigit(char)) {
      const end = endOfNumber(json, at);
      const number = json.slice(at, end);
      if (end - at >= longDigits && /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number))) {
        parts.push(json.slice(copied, at), `"${number}"`);
        copied = end;
      }
      at = end - 1;
    }
  }
  return parts.join("") + json.slice(copied);
}

const quotationMark = 0x22;
const minus = 0x2d;

function isDigit(char: number): boolean {
  return char >= 0x30 && char <= 0x39;
}

/** The position of the quotation mark that ends the string which begins at `start`. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

/** The position after the number that begins at `start`. */
function endOfNumber(json: string, start: number): number {
  let end = start + 1;
  while (end < json.length && "0123456789+-.eE".includes(json.charAt(end))) end += 1;
  return end;
}
