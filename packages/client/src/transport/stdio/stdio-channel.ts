import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { publishExit, publishSpawn } from "../../diagnostics/channels.js";
import { Escalation, type ShutdownGraces } from "./escalation.js";
import { endOnExit } from "./exit-guard.js";
import { closedByExit, type ExitReason } from "./exit-report.js";
import { LineDecoder } from "../lines.js";
import { killLeftovers } from "./process-tree.js";
import { isProtocolError } from "../protocol-error.js";
import type { SpawnedRuntime } from "./spawn-runtime.js";
import { StderrLines } from "./stderr-lines.js";
import { StderrTail } from "./stderr-tail.js";
import type { TransportChannel, TransportEnd, TransportSink } from "../transport.js";

/** How long the pipes of a dead process are still read: one of its children may hold them open for ever. */
const drainMs = 250;

/** In characters: what is longer than a pipe holds gains nothing from waiting. */
const longestWrite = 65_536;

interface Referable {
  ref(): unknown;
  unref(): unknown;
}

export interface StdioChannelOptions {
  readonly maxMessageBytes?: number | undefined;
  readonly shutdown?: ShutdownGraces | undefined;
  readonly onStderr?: ((line: string) => void) | undefined;
}

/** Newline-delimited messages over the pipes of a process, and the process's end. */
export class StdioChannel implements TransportChannel {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pid: number;
  readonly #sink: TransportSink;
  readonly #graces: ShutdownGraces;
  readonly #decoder: LineDecoder;
  readonly #stderr = new StderrTail();
  readonly #stderrLines: StderrLines | undefined;
  readonly #exitGuard: Disposable;
  readonly #gone: Promise<void>;
  /** What this tick has sent. */
  #unwritten = "";
  #escalation: Escalation | undefined;
  #isReferenced = true;
  #wanted = true;
  #closing = false;
  #cause: unknown;
  #exited = false;
  #reported = false;

  constructor({ child, pid }: SpawnedRuntime, sink: TransportSink, options: StdioChannelOptions) {
    this.#child = child;
    this.#pid = pid;
    this.#sink = sink;
    this.#graces = options.shutdown ?? {};
    this.#decoder = new LineDecoder(options.maxMessageBytes);
    this.#stderrLines = options.onStderr === undefined ? undefined : new StderrLines(options.onStderr);
    this.#exitGuard = endOnExit(pid);

    child.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    child.stdout.once("end", () => this.#shutDown());
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr.push(chunk);
      this.#stderrLines?.push(chunk);
    });
    // EPIPE or ECONNRESET: usually the process is about to be reported dead, but it may only have shut its stdin.
    for (const stream of [child.stdin, child.stdout]) stream.on("error", (error) => this.#shutDown(error));
    child.stderr.on("error", () => undefined);
    const told = { pid, path: child.spawnfile };
    publishSpawn(told);
    child.once("exit", (exitCode, signal) => {
      this.#onExit();
      publishExit({ ...told, exitCode, signal });
    });
    this.#gone = new Promise((resolve) => {
      child.once("close", (exitCode, signal) => {
        this.#onClose(exitCode, signal);
        resolve();
      });
    });
  }

  send(text: string): void {
    // A write costs more than all else about a message, so that there is one for all that a tick sends.
    if (this.#unwritten === "") process.nextTick(() => this.#write());
    this.#unwritten += `${text}\n`;
    if (this.#unwritten.length > longestWrite) this.#write();
  }

  /** While nobody waits, this process may end: at its end the runtime gets that of its input. */
  setReferenced(isReferenced: boolean): void {
    this.#wanted = isReferenced;
    if (isReferenced) this.#reference(true);
    // One call after another is the rule: a process that ends can wait for a turn of the loop.
    else setImmediate(() => this.#reference(this.#wanted));
  }

  #reference(isReferenced: boolean): void {
    if (this.#isReferenced === isReferenced) return;
    this.#isReferenced = isReferenced;
    const { stdin, stdout, stderr } = this.#child;
    // Pipes of a child are sockets, whatever their declared type says.
    for (const handle of [this.#child, stdin, stdout, stderr] as Partial<Referable>[])
      if (isReferenced) handle.ref?.();
      else handle.unref?.();
  }

  close(): Promise<void> {
    this.setReferenced(true);
    this.#closing ||= !this.#exited && this.#escalation === undefined;
    this.#shutDown();
    return this.#gone;
  }

  #write(): void {
    const text = this.#unwritten;
    this.#unwritten = "";
    if (text !== "" && this.#child.stdin.writable) this.#child.stdin.write(text);
  }

  #read(chunk: Buffer): void {
    // After a bad message the pipe is still emptied: a process that blocks on a full pipe would not see the EOF.
    if (this.#reported) return;
    try {
      this.#decoder.push(chunk, (line) => this.#sink.message(line));
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#report(error);
      this.#shutDown(error);
    }
  }

  /** Asks the process to go, with the failure that leaves no other way. The first one stands. */
  #shutDown(cause?: unknown): void {
    if (this.#exited || this.#escalation !== undefined) return;
    this.#cause = cause;
    this.#write();
    this.#child.stdin.end();
    this.#escalation = new Escalation({ child: this.#child, pid: this.#pid }, this.#graces);
  }

  #onExit(): void {
    this.#exited = true;
    this.#escalation?.stop();
    this.#exitGuard[Symbol.dispose]();
    killLeftovers(this.#pid);

    // `close` waits for the end of the pipes. setImmediate, because a loop that was blocked runs due timers before
    // it reads: one more turn of reading empties what the process left behind.
    const destroy = (): void => {
      this.#child.stdout.destroy();
      this.#child.stderr.destroy();
    };
    const timer = setTimeout(() => setImmediate(destroy), drainMs);
    this.#child.once("close", () => clearTimeout(timer));
  }

  #onClose(exitCode: number | null, signal: NodeJS.Signals | null): void {
    this.#stderrLines?.end();
    this.#report(
      closedByExit({
        reason: this.#reason(),
        exitCode,
        signal,
        stderr: this.#stderr,
        partial: this.#decoder.end(),
        cause: this.#cause,
      }),
    );
  }

  #reason(): ExitReason {
    if (this.#closing) return "closed";
    // Its stdout ended or its stdin broke, and yet it had to be made to go.
    return this.#escalation?.pressed === true ? "disconnected" : "exited";
  }

  #report(end: TransportEnd): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#sink.closed(end);
  }
}
