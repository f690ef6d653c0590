import { constants, isUtf8 } from "node:buffer";
import { defaultMaxMessageBytes } from "./message-bound.js";
import { ProtocolError } from "./protocol-error.js";

const newline = 0x0a;
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
      this.#deliverAll(this.#takePartial(), deliver);
    }
    if (start <= last) this.#deliverAll(chunk.subarray(start, last), deliver);
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

  /** Whole lines, without the newline of the last one. */
  #deliverAll(bytes: Buffer, deliver: (line: string) => void): void {
    const text = bytes.toString();
    // Decoding puts U+FFFD in the place of what is no UTF-8; few texts have one of their own.
    const fault = text.includes("\ufffd") && !isUtf8(bytes) ? firstFault(bytes) : undefined;
    const good = fault === undefined ? text : bytes.toString("utf8", 0, Math.max(fault - 1, 0));
    for (const line of good.split("\n")) this.#deliver(line, deliver);
    if (fault !== undefined)
      throw new ProtocolError("A message is not UTF-8.", bytes.toString("utf8", fault, fault + 1024));
  }

  #deliver(line: string, deliver: (line: string) => void): void {
    // One UTF-16 unit is at most three bytes of UTF-8: short lines need no count.
    if (line.length * 3 > this.#maxLineBytes && Buffer.byteLength(line) > this.#maxLineBytes) {
      throw this.#oversized(line);
    }
    if (blank.test(line)) return;
    deliver(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  #oversized(received: string): ProtocolError {
    return new ProtocolError(`A message is longer than ${String(this.#maxLineBytes)} bytes.`, received);
  }
}

/** Where the first line begins that is not UTF-8. */
function firstFault(bytes: Buffer): number {
  for (let start = 0; ;) {
    const newlineAt = bytes.indexOf(newline, start);
    if (newlineAt === -1 || !isUtf8(bytes.subarray(start, newlineAt))) return start;
    start = newlineAt + 1;
  }
}
