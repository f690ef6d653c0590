// Escalations become a question on the terminal. Anything but "y" is a no: so are the end of stdin, and an answer that
// comes too late.
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import {
  Codex,
  type ApprovalContext,
  type ApprovalDecision,
  type ApprovalRequest,
  type ConnectOptions,
} from "@codex-typed/client";

export async function main(options: ConnectOptions = {}): Promise<void> {
  await using codex = await Codex.connect({ ...options, onApproval: askOnTerminal });
  const thread = await codex.startThread({ approvalMode: "ask", sandbox: "workspace" });
  const { finalResponse } = await thread.run("Install the dependencies of this project and run its tests.");
  console.log(finalResponse);
}

async function askOnTerminal(
  request: ApprovalRequest,
  { signal }: ApprovalContext,
): Promise<ApprovalDecision> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new AbortController();
  terminal.once("close", () => {
    closed.abort();
  });
  try {
    console.log(`\nThe agent wants to ${describe(request)}`);
    if (request.reason) console.log(`because: ${request.reason}`);
    // An aborted question rejects, and a handler that rejects declines.
    const answer = await terminal.question("Allow it? [y/N] ", {
      signal: AbortSignal.any([signal, closed.signal]),
    });
    return /^y(es)?$/i.test(answer.trim()) ? "accept" : "decline";
  } finally {
    terminal.close();
  }
}

function describe(request: ApprovalRequest): string {
  if (request.kind === "command") return `run: ${request.command ?? request.subject}`;
  return `change files:\n${request.changes.map(({ path, diff }) => `${path}\n${diff}`).join("\n")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
