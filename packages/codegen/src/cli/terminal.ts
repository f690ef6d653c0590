import { styleText } from "node:util";

const ERASE_LINE = "\r\u001B[K";

/**
 * `work`, with `words` on stderr while it goes on, or what it says instead: only where somebody looks, and gone when it ends.
 */
export async function progress<T>(
  words: string,
  work: (say: (words: string) => void) => Promise<T>,
  stream: NodeJS.WritableStream = process.stderr,
): Promise<T> {
  if (!("isTTY" in stream && stream.isTTY === true)) return work(() => undefined);
  stream.write(words);
  try {
    return await work((now) => stream.write(ERASE_LINE + now));
  } finally {
    stream.write(ERASE_LINE);
  }
}

/** `text` in colour on stderr; plain where that is no terminal, or NO_COLOR is set. */
export function colored(
  color: "red" | "yellow",
  text: string,
  stream: NodeJS.WritableStream = process.stderr,
): string {
  return styleText(color, text, { stream });
}
