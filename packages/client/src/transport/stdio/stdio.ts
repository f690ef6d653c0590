import type { ShutdownGraces } from "./escalation.js";
import type { Transport } from "../transport.js";

/**
 * How to start the runtime.
 *
 * @example
 * ```ts
 * const options: StdioTransportOptions = {
 *   args: ["app-server", "--config", 'model="gpt-5.5"'],
 *   env: { CODEX_HOME: "/srv/codex", PATH: "/usr/bin:/bin" },
 * };
 * ```
 */
export interface StdioTransportOptions {
  /** The binary, started as it is. Default: the one of the installed `@openai/codex`. */
  readonly path?: string | undefined;
  /** The whole argument list. Default `["app-server"]`. */
  readonly args?: readonly string[] | undefined;
  /** The whole environment; nothing else is inherited. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The working directory. Default: that of this process. */
  readonly cwd?: string | undefined;
  /** The longest message that is accepted, in bytes. Default 128 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** Called with each line that the process writes to its stderr, as it comes. What it throws becomes an `uncaughtException`. */
  readonly onStderr?: ((line: string) => void) | undefined;
  /** How long `close` waits before it presses. */
  readonly shutdown?: ShutdownGraces | undefined;
}

/**
 * Runs `codex app-server` as a child process and speaks newline-delimited JSON over its stdin and stdout. Every
 * `open` starts a process of its own, in its own process group; `close` leaves nothing of that group behind.
 *
 * `open` rejects with RuntimeNotFoundError if the binary cannot be started, and with UsageError if `cwd` is
 * not a directory, or where this process lacks a permission of Node or Deno.
 *
 * @example
 * ```ts
 * const codex = await Codex.connect({ transport: stdioTransport({ path: "/opt/codex/bin/codex", cwd: "/repo" }) });
 * ```
 */
export function stdioTransport(options: StdioTransportOptions = {}): Transport {
  const target = { ...options, args: options.args ?? ["app-server"] };
  return {
    async open(sink, { signal } = {}) {
      // On demand, so that who dials a socket does not load it.
      const { openStdio } = await import("./open-stdio.js");
      return openStdio(target, sink, signal);
    },
  };
}
