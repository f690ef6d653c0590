import { main } from "./cli.js";
import { tuneForShortRun } from "./cli/short-run.js";

tuneForShortRun();
// Whoever reads has seen enough, as `| head` has: what is written is written all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
process.exitCode = await main(process.argv.slice(2));
