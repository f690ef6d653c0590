import type { ScenarioOptions } from "./scenario.js";
import type { Way, WayOptions } from "./ways.js";

/** What an error must look like, for `toMatchObject`. */
type ErrorShape = Readonly<Record<string, unknown>> & { readonly name: string };

/** How a client must come out of a fault. */
export type Expectation =
  /** Connecting fails. */
  | { readonly refused: ErrorShape }
  /** The connection is lost; `orRefused` where a socket may lose the last answer with it. */
  | { readonly lost: ErrorShape; readonly orRefused?: true }
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

const onlySockets = { none: "a process has pipes, not a websocket" };
const onlyProcesses = { none: "the client did not start it: its streams and its end are not the client's" };

/** How a client that started the server comes out of a fault, and how one that dialled it does. */
const over = (stdio: Expectation, sockets: Expectation) => ({ stdio, websocket: sockets, unix: sockets });
const alike = (expectation: Expectation) => over(expectation, expectation);
const sameFrames = {
  none: "only the dial differs from the websocket's: what comes is read by the same code",
};
/** For what a message says: how a server is reached, and how its end is seen, plays no part in it. */
const oncePerKind = (expectation: Expectation) => ({ ...alike(expectation), unix: sameFrames });

const hugeText = "x".repeat(100_000_000);
/** Not the text itself: nobody wants to read the difference. */
const huge = { asymmetricMatch: (value: unknown) => value === hugeText, toString: () => "100 MB of x" };

/** Every fault, on every transport. */
export const faultMatrix: readonly FaultCase[] = [
  { fault: "none", expect: alike({ stands: { value: "no fault" }, text: "one" }) },

  ...(
    [
      ["exits at once", 3],
      ["exits at initialize", 4],
    ] as const
  ).map(([fault, code]) => ({
    fault,
    expect: over({ refused: { ...exited(code), ...lastWords } }, { refused: disconnected }),
  })),
  {
    fault: "exits after initialize",
    expect: over({ lost: { ...exited(5), ...lastWords } }, { lost: disconnected, orRefused: true }),
  },
  {
    fault: "exits in mid-turn",
    expect: over({ lost: { ...exited(6), ...lastWords } }, { lost: disconnected }),
  },
  { fault: "exits with 0 in mid-turn", expect: over({ lost: exited(0) }, { lost: disconnected }) },
  { fault: "is killed in mid-turn", expect: over({ lost: exited(null, "SIGKILL") }, { lost: disconnected }) },
  {
    fault: "dies in mid-frame",
    expect: over(
      {
        lost: {
          ...exited(null, "SIGKILL"),
          message: matching(/in the middle of a message: \{"id":\d+,"res/),
        },
      },
      { lost: disconnected },
    ),
  },

  {
    fault: "takes no input any more",
    expect: over(
      { lost: { ...disconnected, signal: "SIGTERM", cause: { code: "EPIPE" } } },
      { none: "a socket that takes no input has hung up" },
    ),
  },
  {
    fault: "gives no output any more",
    expect: over({ lost: { ...disconnected, signal: "SIGTERM" } }, { lost: disconnected }),
  },
  {
    fault: "hangs up",
    expect: over({ none: "its pipes are two: each has its own fault above" }, { lost: disconnected }),
  },
  {
    fault: "closes the websocket",
    expect: over(onlySockets, { lost: { ...disconnected, message: matching(/1011 \(the fake is tired\)/) } }),
  },
  {
    fault: "ignores the end of stdin and SIGTERM",
    expect: over({ stands: { value: "no fault" }, text: "one" }, onlyProcesses),
  },
  { fault: "leaves a grandchild with its pipes", expect: over({ lost: exited(7) }, onlyProcesses) },

  { fault: "greets with text", expect: alike({ refused: protocolError(/^Usage: codex/) }) },
  {
    fault: "sends text that is not JSON",
    expect: oncePerKind({ lost: protocolError(/^thread 'main' panicked/) }),
  },
  { fault: "sends JSON that is no message", expect: oncePerKind({ lost: protocolError(/^\{"id":1\}$/) }) },
  { fault: "sends a list", expect: oncePerKind({ lost: protocolError(/^\[\]$/) }) },
  {
    fault: "sends an error without a code",
    expect: oncePerKind({ lost: protocolError(/"error":\{"message"/) }),
  },
  { fault: "sends a binary frame", expect: over(onlySockets, { lost: protocolError(/^\{"method":"m"\}$/) }) },
  { fault: "sends what is no frame", expect: over(onlySockets, { lost: protocolError(/^/) }) },
  {
    fault: "sends 100 MB in one message",
    when: "and the bound is below",
    options: { maxMessageBytes: 16 * 1024 * 1024 },
    expect: oncePerKind({
      lost: {
        name: "ProtocolError",
        message: matching(/longer than 16777216 bytes, so the connection was closed/),
      },
    }),
  },
  {
    fault: "sends 100 MB in one message",
    when: "and the bound is above",
    expect: oncePerKind({ stands: { value: huge }, text: "one" }),
  },

  { fault: "answers twice", expect: oncePerKind({ stands: { value: "first" } }) },
  { fault: "answers what was not asked", expect: oncePerKind({ stands: { value: "asked" } }) },
  { fault: "answers out of order", expect: oncePerKind({ stands: { value: "trigger" } }) },
  ...["answers with the id as text", "never answers"].map((fault) => ({
    fault,
    options: { timeoutMs: 300 },
    expect: oncePerKind({ stands: { error: { name: "RequestTimeoutError", method: "fault/trigger" } } }),
  })),
  {
    fault: "never answers initialize",
    options: { requestTimeoutMs: 300 },
    expect: alike({ refused: { name: "RequestTimeoutError", method: "initialize" } }),
  },
  {
    fault: "answers late",
    when: "after an abort",
    options: { abort: new RangeError("enough") },
    expect: oncePerKind({ stands: { error: { name: "RangeError", message: "enough" } } }),
  },
  {
    fault: "refuses without data",
    expect: oncePerKind({
      stands: { error: { name: "RpcError", code: -32603, data: undefined, message: "broken" } },
    }),
  },
  { fault: "is overloaded once", expect: oncePerKind({ stands: { value: 2 } }) },
  {
    fault: "is overloaded five times",
    options: { retry: { initialDelayMs: 5, maxDelayMs: 5 } },
    expect: oncePerKind({ stands: { value: 6 } }),
  },
  {
    fault: "is overloaded for ever",
    options: { retry: { initialDelayMs: 5, maxDelayMs: 20, maxElapsedMs: 200 } },
    expect: oncePerKind({ stands: { error: { name: "ServerOverloadedError", code: -32001 } } }),
  },

  {
    fault: "floods notifications before the answer",
    // A frame for each costs the server more than a line.
    expect: {
      stdio: { stands: { value: "after the flood" }, text: `one${"x".repeat(200_000)}` },
      websocket: { stands: { value: "after the flood" }, text: `one${"x".repeat(50_000)}` },
      unix: sameFrames,
    },
  },
  {
    fault: "floods stderr without a newline",
    expect: over({ stands: { value: "after the flood" } }, onlyProcesses),
  },
];

/** A text for `toMatchObject` that matches an expression. */
function matching(expression: RegExp): object {
  return {
    asymmetricMatch: (text: unknown) => typeof text === "string" && expression.test(text),
    toString: () => String(expression),
  };
}
