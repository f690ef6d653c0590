// A turn with a deadline. When the time is up the turn is interrupted in the runtime too, and the thread can go on.
import { fileURLToPath } from "node:url";
import { Codex, type ConnectOptions } from "@codex-typed/client";

export async function main(options: ConnectOptions = {}, deadlineMs = 30_000): Promise<void> {
  await using codex = await Codex.connect(options);
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  try {
    const signal = AbortSignal.timeout(deadlineMs);
    const { finalResponse } = await thread.run("Explain every file of this repository.", { signal });
    console.log(finalResponse);
  } catch (error) {
    // An aborted call rejects with the reason of its signal.
    if (!(error instanceof DOMException && error.name === "TimeoutError")) throw error;
    console.log(`No answer within ${deadlineMs} ms. In short, then:`);
    console.log((await thread.run("Explain this repository in one sentence.")).finalResponse);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
