// An answer with a shape: the schema is sent to the model, and what comes back is validated and typed by it.
import { fileURLToPath } from "node:url";
import { Codex, isOutputMismatchError, type ConnectOptions } from "@codex-typed/client";
import * as z from "zod";

// Every property is required, as OpenAI's API wants it: what may be missing is nullable.
const Review = z.object({
  verdict: z.enum(["pass", "fail"]),
  findings: z.array(z.object({ file: z.string(), line: z.number().nullable(), problem: z.string() })),
});

export async function main(options: ConnectOptions = {}): Promise<void> {
  await using codex = await Codex.connect(options);
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  try {
    const result = await thread.run("Review the uncommitted changes.", { outputSchema: Review });
    if (result.status !== "completed") return console.error(`The review was ${result.status}.`);
    const { verdict, findings } = result.output;
    console.log(verdict);
    for (const { file, line, problem } of findings) console.log(`${file}:${line ?? "?"} ${problem}`);
  } catch (error) {
    if (!isOutputMismatchError(error)) throw error;
    console.error(`The model answered something else: ${error.text ?? "nothing"}`);
    for (const { path, message } of error.issues) console.error(`- ${path.join(".")}: ${message}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
