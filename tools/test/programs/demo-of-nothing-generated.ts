// The demo as a program, with a generation that costs nothing: to see what comes after it, and how the program ends.
import { fileURLToPath } from "node:url";
import { runDemoProgram } from "../../demo/program.js";
import { NOTHING_GENERATED } from "../support/nothing-generated.js";

await runDemoProgram({
  clientFolder: fileURLToPath(new URL("../../../packages/client", import.meta.url)),
  generatedDir: "nothing-generated",
  regenerate: () => Promise.resolve(NOTHING_GENERATED),
});
