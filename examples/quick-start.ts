// The shortest whole program: connect, start a thread, run a turn, print the answer.
import { fileURLToPath } from "node:url";
import { Codex, type ConnectOptions } from "@codex-typed/client";

export async function main(options: ConnectOptions = {}): Promise<void> {
  await using codex = await Codex.connect(options);
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  const { finalResponse } = await thread.run("Summarise this repository in three sentences.");
  console.log(finalResponse);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
