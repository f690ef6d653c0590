import { constants, isAscii, isUtf8 } from "node:buffer";
import { defaultMaxMessageBytes, messageTooLong, ProtocolError } from "./protocol-error.js";

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const blank = /^\s*$/;

/**
 * Bytes to lines. Accepts LF and CRLF, skips blank lines, and bounds what an unfinished line may hold.
 *
 * @example
 * ```ts
 * const decoder = new LineDecoder();
 * process.stdin.on("data", (chunk: Buffer) => decoder.push(chunk, (line) => console.log(line)));
 * ```
 */
export class LineDecoder {
  readonly #maxLineBytes: number;
  #partial: Uint8Array[] = [];
  #partialBytes = 0;

  constructor(maxLineBytes: number = defaultMaxMessageBytes) {
    this.#maxLineBytes = Math.min(maxLineBytes, constants.MAX_STRING_LENGTH);
  }

  /**
   * Delivers every line that the chunk completes, in order.
   *
   * @throws ProtocolError at the first line over the bound, after the lines before it were delivered.
   */
  push(chunk: Buffer, deliver: (line: string) => void): void {
    // A UTF-8 sequence never contains the byte 0x0A, so bytes are cut at newlines and only then decoded.
    const last = chunk.lastIndexOf(newline);
    if (last === -1) return this.#keep(chunk);

    let start = 0;
    if (this.#partial.length > 0) {
      start = chunk.indexOf(newline) + 1;
      this.#keep(chunk.subarray(0, start - 1));
      this.#deliverBytes(this.#takePartial(), deliver);
    }
    if (start <= last) this.#deliverLines(chunk.subarray(start, last), deliver);
    if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
  }

  /** What the stream ended in the middle of; empty if it ended between lines. */
  end(): string {
    return this.#takePartial().toString();
  }

  #keep(bytes: Buffer): void {
    this.#partial.push(bytes);
    this.#partialBytes += bytes.length;
    if (this.#partialBytes > this.#maxLineBytes) throw this.#oversized(this.#takePartial(1024).toString());
  }

  #takePartial(maxBytes = this.#partialBytes): Buffer {
    const bytes = Buffer.concat(this.#partial, Math.min(maxBytes, this.#partialBytes));
    this.#partial = [];
    this.#partialBytes = 0;
    return bytes;
  }

  /**
   * Whole lines, without the newline of the last one. One character that is not ASCII makes the decoding of a whole chunk ten
   * times slower, and all its lines take twice the memory. So the chunk is taken for Latin-1, in which characters stand
   * where their bytes do, and only lines that are more than ASCII are decoded.
   */
  #deliverLines(bytes: Buffer, deliver: (line: string) => void): void {
    const text = bytes.toString("latin1");
    let beyond = isAscii(bytes) ? text.length : indexBeyondAscii(text, 0);
    for (let start = 0; start <= text.length;) {
      const found = text.indexOf("\n", start);
      const end = found === -1 ? text.length : found;
      if (beyond < end) {
        this.#deliverBytes(bytes.subarray(start, end), deliver);
        beyond = indexBeyondAscii(text, end);
      } else {
        this.#deliver(text.slice(start, end), deliver);
      }
      start = end + 1;
    }
  }

  #deliverBytes(line: Buffer, deliver: (line: string) => void): void {
    if (!isUtf8(line)) throw new ProtocolError("A message is not UTF-8.", line.toString("utf8", 0, 1024));
    this.#deliver(line.toString(), deliver);
  }

  #deliver(line: string, deliver: (line: string) => void): void {
    // One UTF-16 unit is at most three bytes of UTF-8: short lines need no count.
    if (line.length * 3 > this.#maxLineBytes && Buffer.byteLength(line) > this.#maxLineBytes) {
      throw this.#oversized(line);
    }
    // Most lines begin with a brace, which spares them the expression.
    if (!(line.charCodeAt(0) > space) && blank.test(line)) return;
    deliver(line.charCodeAt(line.length - 1) === carriageReturn ? line.slice(0, -1) : line);
  }

  #oversized(received: string): ProtocolError {
    return messageTooLong(this.#maxLineBytes, received);
  }
}

const beyondAscii = /[\x80-\xff]/g;

/** Where the first character that is not ASCII stands, from `start` on; the text's length if there is none. */
function indexBeyondAscii(text: string, start: number): number {
  beyondAscii.lastIndex = start;
  return beyondAscii.exec(text)?.index ?? text.length;
}
