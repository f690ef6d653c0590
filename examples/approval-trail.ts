// Every approval of every thread, as a file of JSON lines: what was asked, who decided what, and why.
import { appendFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Codex, type ConnectOptions } from "@codex-typed/client";

export async function main(options: ConnectOptions = {}, file = "approvals.jsonl"): Promise<void> {
  const codex = await Codex.connect(options);
  const writing = appendTrail(codex, file);
  try {
    const thread = await codex.startThread({ approvalMode: "auto_review", sandbox: "read_only" });
    const { finalResponse } = await thread.run("Run the tests of this project, and say what fails.");
    console.log(finalResponse);
  } finally {
    // Ends the trail.
    await codex.close();
    await writing;
  }
}

/** Each event has its `schemaVersion`, so that whoever reads the lines in a year knows what they are. */
async function appendTrail(codex: Codex, file: string): Promise<void> {
  for await (const event of codex.approvals()) await appendFile(file, `${JSON.stringify(event)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
