/** Tests that need what runtimes before {@link since} do not have. */
interface Skip {
  /** The file, without what all of them begin and end with: `goal` for `test/runtime/goal.test.ts`. */
  readonly file: string;
  /** What their names begin with; absent for all tests of the file. */
  readonly tests?: readonly string[];
  /** The first runtime that was seen to have it; between it and the last that was seen without, nobody looked. */
  readonly since: string;
  /** What it has, and older ones do not. */
  readonly reason: string;
}

const NAMES_TOOL = { since: "0.167.2", reason: "a request about a call of an MCP tool names the tool" };
const TAKES_UP = {
  since: "0.154.0",
  reason: "thread/resume.excludeTurns and thread/turns/list are for clients of the stable API",
};

/** All of them. A row is for what the runtime lacks, never for a fault of the client. */
const SKIPS: readonly Skip[] = [
  {
    file: "ask-mcp",
    tests: ["what an MCP server asks of the user"],
    since: "0.154.0",
    reason: "the model is shown the text of a tool's result; earlier ones show the list that it stands in",
  },
  { file: "ask-mcp", tests: ["a call of an MCP tool, answered"], ...NAMES_TOOL },
  {
    file: "auto-review",
    tests: ["a provider that does not answer for the reviewer"],
    since: "0.160.1",
    reason: "a review that came to no verdict has no risk level; earlier ones call it high",
  },
  {
    file: "carried-sandbox",
    tests: ["thread.fork() gives the fork the sandbox and the mode"],
    since: "0.154.0",
    reason: "thread/fork keeps the approval policy; earlier ones take the configuration's",
  },
  { file: "external-messages", since: "0.151.0", reason: "there are external messages" },
  {
    file: "external-messages",
    tests: ["as much of it as is shown of any tool's output"],
    since: "0.160.1",
    reason: "of a long external message the model is shown no more than of any tool's output",
  },
  {
    file: "external-messages",
    tests: ["in later requests too, and after each compaction"],
    since: "0.171.0",
    reason: "an external message is retained after a compaction",
  },
  {
    file: "goal",
    tests: [
      "ends as interrupted when a turn of it is",
      "runs a turn when the goal is paused",
      "takes a change of its goal",
    ],
    ...TAKES_UP,
  },
  {
    file: "inherited-mode",
    tests: ["forkThread without a mode inherits", "fork of a resumed thread without a mode inherits"],
    since: "0.154.0",
    reason: "thread/fork keeps the approval policy; earlier ones take the configuration's",
  },
  {
    file: "own-access",
    tests: ["baseUrl alone takes the login that is stored"],
    since: "0.171.0",
    reason: "a thread may have another provider than the configured one, which 0.166.0 refuses",
  },
  {
    file: "paging",
    tests: ["are all told, oldest or newest first", "are refused of a thread that has none stored"],
    since: "0.154.0",
    reason: "thread/items/list is for clients of the stable API",
  },
  {
    file: "paging",
    tests: ["are all told, in order"],
    since: "0.169.0",
    reason: "thread/list by pages of one tells every thread; earlier ones leave some out",
  },
  {
    file: "reconnect",
    tests: [
      "comes back: the turn goes on with a gap",
      "twice: there are two gaps",
      "and again in the middle of each handshake",
      "and that nobody cuts but that stands still",
      "a turn that ends in the gap",
      "of a turn that is stopped in the gap",
      "that is open when the connection breaks",
      "that comes up in the gap",
      "without a turn are heard again",
      "in a server that comes back as another process",
    ],
    ...TAKES_UP,
  },
  {
    file: "review",
    tests: ["a review goes on over a break"],
    since: "0.166.0",
    reason: "what runs for a review names it as the root of its turn",
  },
  {
    file: "session-grants",
    tests: ["a revert takes away what was granted"],
    since: "0.154.0",
    reason: "thread/revert is for clients of the stable API",
  },
  {
    file: "session-grants",
    tests: [
      "what was granted for the session does not outlive the wish for less: an MCP tool",
      "a handle that asked for less before the grant rejects too",
    ],
    ...NAMES_TOOL,
  },
  { file: "subagents", tests: ["are answered for after a break"], ...TAKES_UP },
  {
    file: "warnings",
    tests: ["what the runtime warns of its configuration"],
    since: "0.160.1",
    reason: "a setting that it does not know is warned of",
  },
];

/** Why a test does not run against the runtime `version`, if it does not. */
export function reasonToSkip(file: string, test: string, version: string): string | undefined {
  const row = SKIPS.find(
    (one) =>
      file.endsWith(`/${one.file}.test.ts`) &&
      (one.tests?.some((name) => test.includes(` > ${name}`)) ?? true) &&
      isOlder(version, one.since),
  );
  return row === undefined ? undefined : `needs codex ${row.since}: ${row.reason}`;
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((one) => one.split(".").map(Number));
  const at = b?.findIndex((part, index) => part !== a?.[index]) ?? -1;
  return at >= 0 && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
