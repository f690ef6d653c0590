import { stripVTControlCharacters } from "node:util";

/** The last bytes that a process wrote to stderr, in bounded memory. */
export class StderrTail {
  readonly #maxBytes: number;
  #bytes: Buffer = Buffer.alloc(0);
  #cut = false;

  constructor(maxBytes = 8 * 1024) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    const all = Buffer.concat([this.#bytes, chunk.subarray(-this.#maxBytes)]);
    this.#cut ||= this.#bytes.length + chunk.length > this.#maxBytes;
    this.#bytes = all.subarray(-this.#maxBytes);
  }

  toString(): string {
    // Continuation bytes at the front are the rest of a character that was cut in two.
    const start = this.#cut ? this.#bytes.findIndex((byte) => (byte & 0xc0) !== 0x80) : 0;
    return this.#bytes.toString("utf8", Math.max(start, 0)).trimEnd();
  }

  /** The last few lines, for a message. The runtime colours its log lines even where stderr is a pipe. */
  lastLines(count = 5): string {
    return stripVTControlCharacters(this.toString()).split(/\r?\n/).slice(-count).join("\n").slice(-1024);
  }
}
