// The same trail for eyes that may not see commands, files and answers: it keeps what it names, and nothing else.
import { fileURLToPath } from "node:url";
import { Codex, type ApprovalEvent, type ApprovalsMissed, type ConnectOptions } from "@codex-typed/client";

export async function main(options: ConnectOptions = {}): Promise<void> {
  const codex = await Codex.connect(options);
  const printing = printTrail(codex);
  try {
    const thread = await codex.startThread({ approvalMode: "auto_review", sandbox: "read_only" });
    await thread.run("Run the tests of this project, and say what fails.");
  } finally {
    // Ends the trail.
    await codex.close();
    await printing;
  }
}

async function printTrail(codex: Codex): Promise<void> {
  for await (const event of codex.approvals()) console.log(JSON.stringify(redacted(event)));
}

/** A list of what stays: a field that is new tomorrow is not shown before somebody has thought about it. */
export function redacted(event: ApprovalEvent | ApprovalsMissed): object {
  if (event.type === "missed") return event;
  const { schemaVersion, approvalId, threadId, turnId, itemId, atMs, type } = event;
  const common = { schemaVersion, approvalId, threadId, turnId, itemId, atMs, type };
  switch (event.type) {
    case "requested":
      return {
        ...common,
        of: event.of,
        kind: event.of === "client" ? event.request.kind : event.action.type,
      };
    case "decided":
      // A decision may be an object with a command or an answer in it.
      return { ...common, by: event.by, allowed: event.allowed };
    case "resolved":
      return { ...common, how: event.how };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
