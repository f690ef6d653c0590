// Two agents work at once, and a person decides in the browser what they may do outside their sandboxes. Nobody there means no.
import { fileURLToPath } from "node:url";
import { approvalInbox, Codex, type ConnectOptions } from "@codex-typed/client";
import { serveConsole } from "./server.js";

const TASKS = [
  "Install the dependencies of this project and run its tests.",
  "Look up what the newest release of each dependency of this project brings.",
];

/** After so long without a decision a request is declined. */
const PATIENCE_MS = 5 * 60_000;

export async function main(
  options: ConnectOptions = {},
  tasks: readonly string[] = TASKS,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const inbox = approvalInbox();
  await using codex = await Codex.connect({ ...options, onApproval: inbox, approvalTimeoutMs: patienceMs });
  const names = new Map<string, string>();
  await using page = await serveConsole({ codex, inbox, names, patienceMs });
  console.log(`Decide at ${page.url}`);

  const work = async (task: string): Promise<void> => {
    const thread = await codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
    names.set(thread.id, task);
    const { status, finalResponse } = await thread.run(task);
    console.log(`${task}\n→ ${finalResponse ?? status}`);
  };
  // Each to its end: what the one comes to is no reason to take the page away from the other.
  const ends = await Promise.allSettled(tasks.map(work));
  const failed = ends.filter((end) => end.status === "rejected");
  if (failed.length > 0) throw new AggregateError(failed.map(({ reason }) => reason as unknown));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tasks = process.argv.slice(2);
  await main({}, tasks.length > 0 ? tasks : TASKS);
}
