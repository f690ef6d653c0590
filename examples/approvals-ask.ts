// Escalations become a question on the terminal. Anything but "y" is a no: so are the end of stdin, and an answer that
// comes too late.
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { Codex, type ApprovalContext, type ApprovalHandlers, type ConnectOptions } from "@codex-typed/client";

/** What has no handler here is declined. */
const onApproval: ApprovalHandlers = {
  command: ({ command, reason }, context) => askOnTerminal(`run: ${command ?? "?"}`, reason, context),
  fileChange: ({ changes, reason }, context) => {
    const diffs = changes.map(({ path, diff }) => `${path}\n${diff}`);
    return askOnTerminal(`change files:\n${diffs.join("\n")}`, reason, context);
  },
  mcpToolCall: ({ serverName, tool, arguments: args }, context) =>
    askOnTerminal(`call ${serverName}.${tool ?? "?"} with ${JSON.stringify(args)}`, null, context),
};

export async function main(options: ConnectOptions = {}): Promise<void> {
  await using codex = await Codex.connect({ ...options, onApproval });
  const thread = await codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  const { finalResponse } = await thread.run("Install the dependencies of this project and run its tests.");
  console.log(finalResponse);
}

async function askOnTerminal(
  wish: string,
  reason: string | null | undefined,
  { signal }: ApprovalContext,
): Promise<"accept" | "decline"> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new AbortController();
  terminal.once("close", () => {
    closed.abort();
  });
  try {
    console.log(`\nThe agent wants to ${wish}`);
    if (reason) console.log(`because: ${reason}`);
    // An aborted question rejects, and a handler that rejects declines.
    const answer = await terminal.question("Allow it? [y/N] ", {
      signal: AbortSignal.any([signal, closed.signal]),
    });
    return /^y(es)?$/i.test(answer.trim()) ? "accept" : "decline";
  } finally {
    terminal.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
