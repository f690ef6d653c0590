// A job in CI: it can read but not write, nobody is asked, and the exit code is the verdict. Anything but a clear PASS
// fails the job.
import { fileURLToPath } from "node:url";
import { Codex, isTurnFailedError, type ConnectOptions } from "@codex-typed/client";

const TASK =
  "Review the last commit of this repository for bugs. Begin your answer with PASS if there are none, else with FAIL.";

/** Answers with the exit code: 0 for PASS, 1 for FAIL, 2 where there is no verdict. */
export async function main(options: ConnectOptions = {}): Promise<number> {
  await using codex = await Codex.connect(options);
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only", ephemeral: true });
  try {
    const { finalResponse } = await thread.run(TASK);
    console.log(finalResponse);
    if (finalResponse?.startsWith("PASS")) return 0;
    return finalResponse?.startsWith("FAIL") ? 1 : 2;
  } catch (error) {
    if (!isTurnFailedError(error)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
