import { fileURLToPath } from "node:url";
import { runDemoProgram } from "../packages/client/src/demo/program.js";
import { showFreshness } from "./demo/freshness.js";

const clientFolder = fileURLToPath(new URL("../packages/client", import.meta.url));

await runDemoProgram({
  prologue: (screen, signal) => showFreshness(screen, { clientFolder, signal }),
  epilogue: "Read next: the quick start in README.md, then the programs in examples/.",
});
