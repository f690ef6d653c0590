import { constants } from "node:buffer";
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
      this.#deliver(this.#takePartial(), deliver);
    }
    if (start <= last) {
      for (const line of chunk.toString("utf8", start, last).split("\n")) this.#deliver(line, deliver);
    }
    if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
  }

  /** What the stream ended in the middle of; empty if it ended between lines. */
  end(): string {
    return this.#takePartial();
  }

  #keep(bytes: Buffer): void {
    this.#partial.push(bytes);
    this.#partialBytes += bytes.length;
    if (this.#partialBytes > this.#maxLineBytes) throw this.#oversized(this.#takePartial(1024));
  }

  #takePartial(maxBytes = this.#partialBytes): string {
    const text = Buffer.concat(this.#partial, Math.min(maxBytes, this.#partialBytes)).toString("utf8");
    this.#partial = [];
    this.#partialBytes = 0;
    return text;
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
