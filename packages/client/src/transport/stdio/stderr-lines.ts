import { StringDecoder } from "node:string_decoder";
import { callListener } from "../../lib/emitter.js";

/** In characters: a process that ends no line fills no memory. */
const longestLine = 65_536;

/** Tells a listener the lines that a process writes to stderr, as they come. What it throws becomes an `uncaughtException`. */
export class StderrLines {
  readonly #listener: (line: string) => void;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  constructor(listener: (line: string) => void) {
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#tell(line);
    for (; this.#rest.length > longestLine; this.#rest = this.#rest.slice(longestLine))
      this.#tell(this.#rest.slice(0, longestLine));
  }

  /** The process is gone: what it did not end is a line too. */
  end(): void {
    const last = this.#rest + this.#decoder.end();
    this.#rest = "";
    if (last !== "") this.#tell(last);
  }

  #tell(line: string): void {
    callListener(this.#listener, line);
  }
}
