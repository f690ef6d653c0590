// `loop.ts OPTIONS`, as JSON: what somebody would write who has one machine and no fleet. A client, and a loop over it.
import pLimit from "p-limit";
import { Codex } from "@codex-typed/client";
import { answerAll } from "../answers.js";
import type { LoopOptions } from "../contenders.js";

const { runtime, atOnce, cwd, prompt } = JSON.parse(process.argv[2] ?? "") as LoopOptions;
await using codex = await Codex.connect({ runtime });
const limit = pLimit(atOnce);

async function turn(): Promise<void> {
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only", cwd });
  await thread.run(prompt);
  await thread.archive();
}

await answerAll(async (jobs) => {
  await Promise.all(Array.from({ length: jobs }, () => limit(turn)));
});
