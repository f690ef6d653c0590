import type { OnApproval } from "../approvals/handler.js";
import type { ReconnectOptions } from "../rpc/reconnect.js";
import type { RetryOptions } from "../rpc/backoff.js";
import type { Transport } from "../transport/transport.js";
import type { TraceContext } from "../rpc/trace-context.js";
import type { TomlTable } from "./toml.js";
import type { Warning } from "../diagnostics/warning.js";
import type { Tool } from "../dynamic-tools/tool.js";
import type { ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { Rpc } from "../generated/rpc.js";

/**
 * How to start the runtime as a child process.
 *
 * @example
 * ```ts
 * const runtime: RuntimeOptions = { cwd: "/repo", config: { model: "gpt-5.5" } };
 * ```
 */
export interface RuntimeOptions {
  /** The `codex` binary. Without it, the one of the installed `@openai/codex`. There is no fallback if it is broken. */
  readonly path?: string | undefined;
  /**
   * The whole environment of the runtime. Without it, that of this process, and the agent's commands see all of it: {@link onlyEnv}
   * passes only what is named.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** More arguments for `codex app-server`. */
  readonly args?: readonly string[] | undefined;
  /** The working directory of the runtime. Relative working folders of threads and turns are seen from it. */
  readonly cwd?: string | undefined;
  /**
   * Settings over those of `config.toml`, nested as there. They are the word of who owns the program, and are not checked: rules,
   * trusted hooks, permission profiles, approval modes of MCP servers and writable folders that stand here open what no
   * approval mode closes again. The `config` of a thread takes none of them.
   *
   * They become arguments of the process, which every user of the machine can read, so no secret belongs here. Name a variable of `env`
   * instead (`env_key`, `env_http_headers`, `bearer_token_env_var`), or give the setting to the thread, whose `config` goes over the pipe.
   */
  readonly config?: TomlTable | undefined;
  /**
   * Called with each line that the runtime writes to its stderr, as it comes: without its end, and with the colours that the runtime gives it. It says
   * more with `RUST_LOG` in `env`. What the listener throws becomes an `uncaughtException`.
   */
  readonly onStderr?: ((line: string) => void) | undefined;
}

/** Who a client says it is. */
interface ClientInfo {
  /** The name of the program, which the runtime passes on to the model's provider. */
  readonly name: string;
  /** What people call it. */
  readonly title?: string | null;
  /** The version of the program. */
  readonly version: string;
}

/** What every client takes. */
interface CommonOptions {
  /** Who this client says it is. */
  readonly clientInfo?: ClientInfo | undefined;
  /**
   * How long a handler may take, in milliseconds; then its `signal` aborts and the request is declined. Default 0: as long as
   * it likes, since the runtime waits without limit too, and a person may be at lunch.
   */
  readonly approvalTimeoutMs?: number | undefined;
  /**
   * Whether handlers may decide what holds for every later thread of this `CODEX_HOME`, whatever approval mode that has: an amendment
   * of the rules for commands or for hosts, and `acceptAlways` for a tool of an MCP server, which the runtime writes into its files. A
   * command that a rule allows runs outside every sandbox, under `deny_all` too, and nobody is asked. Default `false`: such a decision
   * declines, and the events of `codex.approvals()` say why.
   */
  readonly persistentGrants?: boolean | undefined;
  /**
   * Called with each warning of the runtime and of this client; `codex.warnings` has the newest. Warnings that arrive while the client
   * connects are held until it has; if it cannot connect, they are dropped. The listener is called on the reading path: it must be
   * quick. What it throws becomes an `uncaughtException`, as with every listener.
   */
  readonly onWarning?: ((warning: Warning) => void) | undefined;
  /**
   * Whether a turn rejects with NotLoggedInError, before anything of it is sent, where the runtime has no login and its model's provider needs
   * one. Default `true`; the server is asked once, by `account/read`. `false` is for a gateway that brings the key itself.
   */
  readonly requireLogin?: boolean | undefined;
  /** How long a call waits for its answer, in milliseconds; 0 for ever. Default 60000. */
  readonly requestTimeoutMs?: number | undefined;
  /** How many calls may be without an answer at a time; the rest wait in order. Default 32. */
  readonly maxInFlight?: number | undefined;
  /** How calls that are refused as overloaded are sent again; `false`: not at all. */
  readonly retry?: RetryOptions | false | undefined;
  /**
   * Asked with each call where it belongs in a distributed trace, in the asynchronous context of the caller. A runtime that
   * exports traces continues this one, and passes it on to the model.
   */
  readonly traceContext?: (() => TraceContext | undefined) | undefined;
  /** Ends the connecting, which then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Options of {@link Codex.connect}: a runtime to start, or a transport to one that runs, but not both.
 *
 * @example
 * ```ts
 * const options: ConnectOptions = { runtime: { cwd: "/repo" }, requestTimeoutMs: 10_000 };
 * ```
 */
export type ConnectOptions = TargetOptions & PerhapsAsking & PerhapsExperimental;

/**
 * All of them but those that decide what the client can do. An option that stands once in an intersection shows its docs in editors; one
 * that an overload narrows must not stand in what it narrows.
 */
export type TargetOptions = CommonOptions &
  (
    | {
        /** How to start the runtime. Without it and without a transport, the installed one is started with what this process has. */
        readonly runtime?: RuntimeOptions | undefined;
        /**
         * The key that pays for the model, for as long as the client lives: it goes to the runtime over the pipe, and is neither stored nor
         * among its arguments or in its environment. A login that is stored is neither used nor touched. The models are those of OpenAI, or
         * of `baseUrl`, whatever provider is configured; a thread that names a `modelProvider` of its own has that one's credentials.
         *
         * `codex.logout()` and the logins of this client are as transient.
         */
        readonly apiKey?: string | undefined;
        /**
         * Where the models are: the address of a gateway or a server that speaks OpenAI's Responses API, without `/responses`, as in
         * `"https://gateway.example.org/v1"`. It is called over HTTP, with `apiKey` or else with the login that is stored, by whatever
         * threads name no `modelProvider`. It becomes an argument of the process, which every user of the machine can read.
         *
         * Threads that are started with it are stored as those of the provider `codex-typed`, and opened again only where a `baseUrl`
         * is given too.
         */
        readonly baseUrl?: string | undefined;
        /** Not together with `runtime`, `apiKey` or `baseUrl`, which are for a runtime that the client starts. */
        readonly transport?: undefined;
        /** Only with a `transport`: a runtime that the client starts ends with its connection. */
        readonly reconnect?: undefined;
      }
    | {
        /** How to reach a runtime that runs: see `webSocketTransport` and `unixSocketTransport`. */
        readonly transport: Transport;
        /** Not together with `transport`: that runtime runs already. */
        readonly runtime?: undefined;
        /** Not together with `transport`: a runtime that runs has a login of its own, for all its clients. */
        readonly apiKey?: undefined;
        /** Not together with `transport`: a runtime that runs is configured already. */
        readonly baseUrl?: undefined;
        /**
         * Dials again when the connection breaks, and takes up the threads and turns of this client; `true` with the default
         * waits. Only with a transport to a server that lives on by itself, a websocket or a unix socket. Default: not at all.
         *
         * Calls that were under way reject with ConnectionClosedError, since they may have been carried out; none is sent
         * twice. Later ones wait. Turns go on, with a `$/gap` in their events.
         */
        readonly reconnect?: boolean | ReconnectOptions | undefined;
      }
  );

/** Whether the client can ask is not known. */
export interface PerhapsAsking {
  /**
   * Decides in the mode `ask`, by one function or one for each kind of request. Without it that mode is not to be had, and
   * what the server asks anyway is declined.
   */
  readonly onApproval?: OnApproval | undefined;
}

/** Options that let the mode `ask` compile. */
export interface Asking {
  /**
   * Decides in the mode `ask`, by one function or one for each kind of request. What it does not decide in time, or in words that
   * the kind has, is declined.
   */
  readonly onApproval: OnApproval;
}

/** Whether the client opts in is not known. */
export interface PerhapsExperimental {
  /** Opts into methods and fields that the runtime calls experimental: they may change with every release. */
  readonly experimentalApi?: boolean | undefined;
}

/** Options that let the experimental part of the protocol compile. */
export interface Experimental {
  /** Opts into methods and fields that the runtime calls experimental: they may change with every release. */
  readonly experimentalApi: true;
}

/** A client that did not opt in has no profiles to name. */
export type ProfileOf<Raw extends Rpc> = Raw extends ExperimentalRpc ? string : never;

/** What the option `tools` takes: nothing, on a client that did not opt into the experimental API. */
export type ToolsOf<Raw extends Rpc> = Raw extends ExperimentalRpc ? readonly Tool[] : never;
