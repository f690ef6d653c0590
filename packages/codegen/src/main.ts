import { main } from "./cli.js";
import { UNUSABLE } from "./cli/exit-code.js";
import { tuneForShortRun } from "./cli/short-run.js";

tuneForShortRun();
process.stderr.on("error", () => undefined);
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads has seen enough, as `| head` has: what is written is written all the same.
  if (error.code === "EPIPE") return;
  console.error(`error: The output could not be written: ${error.message}`);
  // After `main`, which has done its work.
  process.once("exit", () => {
    process.exitCode = UNUSABLE;
  });
});
process.exitCode = await main(process.argv.slice(2));
