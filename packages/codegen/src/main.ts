import { main } from "./cli.js";
import { tuneForShortRun } from "./cli/short-run.js";

tuneForShortRun();
process.exitCode = await main(process.argv.slice(2));
