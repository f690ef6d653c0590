import type { ScenarioOptions } from "./scenario.js";
import type { Way, WayOptions } from "./ways.js";

/** What an error must look like, for `toMatchObject`. */
type ErrorShape = Readonly<Record<string, unknown>> & { readonly name: string };

/** How a client must come out of a fault. */
export type Expectation =
  /** Connecting fails. */
  | { readonly refused: ErrorShape }
  /** The connection is lost. `text`: what of the turn must have been read by then. */
  | { readonly lost: ErrorShape }
  /** The connection stands; the call that triggered the fault comes out like this. */
  | { readonly stands: { readonly value: unknown } | { readonly error: ErrorShape }; readonly text?: string }
  /** There is no such fault on this transport, and why. */
  | { readonly none: string };

export interface FaultCase {
  /** A name of fixtures/faults.mjs. */
  readonly fault: string;
  /** What sets this case apart from another with the same fault. */
  readonly when?: string;
  readonly options?: ScenarioOptions & WayOptions;
  readonly expect: Readonly<Record<Way, Expectation>>;
}

const exited = (exitCode: number | null, signal: string | null = null) =>
  ({ name: "ConnectionClosedError", reason: "exited", exitCode, signal }) as const;
const disconnected = { name: "ConnectionClosedError", reason: "disconnected" } as const;
const protocolError = (excerpt: RegExp) => ({ name: "ProtocolError", excerpt: matching(excerpt) }) as const;
const lastWords = {
  stderrTail: matching(/^.{0,7}\n(chatter\n)+fatal: the fake gives up$/),
  message: matching(/gives up$/),
};

const onlySockets = "a process has pipes, not a websocket";

/** Every fault, on every transport. */
export const faultMatrix: readonly FaultCase[] = [
  { fault: "none", expect: { stdio: { stands: { value: "no fault" }, text: "one" } } },

  { fault: "exits at once", expect: { stdio: { refused: { ...exited(3), ...lastWords } } } },
  { fault: "exits at initialize", expect: { stdio: { refused: { ...exited(4), ...lastWords } } } },
  { fault: "exits after initialize", expect: { stdio: { lost: { ...exited(5), ...lastWords } } } },
  { fault: "exits in mid-turn", expect: { stdio: { lost: { ...exited(6), ...lastWords } } } },
  { fault: "exits with 0 in mid-turn", expect: { stdio: { lost: exited(0) } } },
  { fault: "is killed in mid-turn", expect: { stdio: { lost: exited(null, "SIGKILL") } } },
  {
    fault: "dies in mid-frame",
    expect: {
      stdio: {
        lost: {
          ...exited(null, "SIGKILL"),
          message: matching(/in the middle of a message: \{"id":\d+,"res/),
        },
      },
    },
  },

  {
    fault: "takes no input any more",
    expect: { stdio: { lost: { ...disconnected, signal: "SIGTERM", cause: { code: "EPIPE" } } } },
  },
  { fault: "gives no output any more", expect: { stdio: { lost: { ...disconnected, signal: "SIGTERM" } } } },
  { fault: "hangs up", expect: { stdio: { none: "its pipes are two: each has its own fault above" } } },
  { fault: "closes the websocket", expect: { stdio: { none: onlySockets } } },
  {
    fault: "ignores the end of stdin and SIGTERM",
    expect: { stdio: { stands: { value: "no fault" }, text: "one" } },
  },
  { fault: "leaves a grandchild with its pipes", expect: { stdio: { lost: exited(7) } } },

  { fault: "greets with text", expect: { stdio: { refused: protocolError(/^Usage: codex/) } } },
  {
    fault: "sends text that is not JSON",
    expect: { stdio: { lost: protocolError(/^thread 'main' panicked/) } },
  },
  { fault: "sends JSON that is no message", expect: { stdio: { lost: protocolError(/^\{"id":1\}$/) } } },
  { fault: "sends a list", expect: { stdio: { lost: protocolError(/^\[\]$/) } } },
  {
    fault: "sends an error without a code",
    expect: { stdio: { lost: protocolError(/"error":\{"message"/) } },
  },
  { fault: "sends a binary frame", expect: { stdio: { none: onlySockets } } },
  { fault: "sends what is no frame", expect: { stdio: { none: onlySockets } } },
  {
    fault: "sends 100 MB in one message",
    when: "and the bound is below",
    options: { maxMessageBytes: 16 * 1024 * 1024 },
    expect: {
      stdio: { lost: { name: "ProtocolError", message: "A message is longer than 16777216 bytes." } },
    },
  },
  {
    fault: "sends 100 MB in one message",
    when: "and the bound is above",
    expect: { stdio: { stands: { value: "x".repeat(100_000_000) }, text: "one" } },
  },

  { fault: "answers twice", expect: { stdio: { stands: { value: "first" } } } },
  { fault: "answers what was not asked", expect: { stdio: { stands: { value: "asked" } } } },
  { fault: "answers out of order", expect: { stdio: { stands: { value: "trigger" } } } },
  ...["answers with the id as text", "never answers"].map((fault) => ({
    fault,
    options: { requestTimeoutMs: 300 },
    expect: { stdio: { stands: { error: { name: "RequestTimeoutError", method: "fault/trigger" } } } },
  })),
  {
    fault: "never answers initialize",
    options: { requestTimeoutMs: 300 },
    expect: { stdio: { refused: { name: "RequestTimeoutError", method: "initialize" } } },
  },
  {
    fault: "answers late",
    when: "after an abort",
    options: { abort: new RangeError("enough") },
    expect: { stdio: { stands: { error: { name: "RangeError", message: "enough" } } } },
  },
  {
    fault: "refuses without data",
    expect: {
      stdio: { stands: { error: { name: "RpcError", code: -32603, data: undefined, message: "broken" } } },
    },
  },
  { fault: "is overloaded once", expect: { stdio: { stands: { value: 2 } } } },
  {
    fault: "is overloaded five times",
    options: { retry: { initialDelayMs: 5, maxDelayMs: 5 } },
    expect: { stdio: { stands: { value: 6 } } },
  },
  {
    fault: "is overloaded for ever",
    options: { retry: { initialDelayMs: 5, maxDelayMs: 20, maxElapsedMs: 200 } },
    expect: { stdio: { stands: { error: { name: "ServerOverloadedError", code: -32001 } } } },
  },

  {
    fault: "floods notifications before the answer",
    expect: { stdio: { stands: { value: "after the flood" }, text: `one${"x".repeat(200_000)}` } },
  },
  { fault: "floods stderr without a newline", expect: { stdio: { stands: { value: "after the flood" } } } },
];

/** A text for `toMatchObject` that matches an expression. */
function matching(expression: RegExp): object {
  return {
    asymmetricMatch: (text: unknown) => typeof text === "string" && expression.test(text),
    toString: () => String(expression),
  };
}
