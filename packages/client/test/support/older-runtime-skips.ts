/** A test that needs what runtimes before {@link since} do not have. */
interface Skip {
  /** The file, without what all of them begin and end with: `goal` for `test/runtime/goal.test.ts`. */
  readonly file: string;
  /** What its name begins with; absent for all tests of the file. */
  readonly test?: string;
  /** The first runtime that was seen to have it; between it and the last that was seen without, nobody looked. */
  readonly since: string;
  /** What older ones do not have, or do otherwise. */
  readonly reason: string;
}

/** All of them. A row is for what the runtime lacks, never for a fault of the client. */
const SKIPS: readonly Skip[] = [
  {
    file: "auto-review",
    test: "a provider that does not answer for the reviewer",
    since: "0.160.1",
    reason: "a review that came to no verdict has no risk level; earlier ones call it high",
  },
  {
    file: "ask-mcp",
    test: "a call of an MCP tool, answered",
    since: "0.167.2",
    reason: "a request about a call of an MCP tool names the tool",
  },
  {
    file: "external-messages",
    since: "0.151.0",
    reason: "there are external messages",
  },
  {
    file: "external-messages",
    test: "in later requests too, and after each compaction",
    since: "0.171.0",
    reason: "an external message is retained after a compaction",
  },
  {
    file: "external-messages",
    test: "as much of it as is shown of any tool's output",
    since: "0.160.1",
    reason: "of a long external message the model is shown no more than of any tool's output",
  },
  {
    file: "paging",
    test: "are all told, in order",
    since: "0.169.0",
    reason: "thread/list by pages of one tells every thread; earlier ones leave some out",
  },
  {
    file: "session-grants",
    test: "what was granted for the session does not outlive the wish for less: an MCP tool",
    since: "0.167.2",
    reason: "a request about a call of an MCP tool names the tool",
  },
  {
    file: "session-grants",
    test: "a handle that asked for less before the grant rejects too",
    since: "0.167.2",
    reason: "a request about a call of an MCP tool names the tool",
  },
  {
    file: "warnings",
    test: "what the runtime warns of its configuration",
    since: "0.160.1",
    reason: "a setting that it does not know is warned of",
  },
];

/** Why a test does not run against the runtime `version`, if it does not. */
export function reasonToSkip(file: string, test: string, version: string): string | undefined {
  const row = SKIPS.find(
    (one) =>
      file.endsWith(`/${one.file}.test.ts`) &&
      (one.test === undefined || test.includes(` > ${one.test}`)) &&
      isOlder(version, one.since),
  );
  return row === undefined ? undefined : `needs codex ${row.since}: ${row.reason}`;
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((one) => one.split(".").map(Number));
  const at = b?.findIndex((part, index) => part !== a?.[index]) ?? -1;
  return at >= 0 && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
