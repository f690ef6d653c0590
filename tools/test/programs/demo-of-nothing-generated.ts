// The demo as a program, with a generation that costs nothing: to see what comes after it, and how the program ends.
import { runDemoProgram } from "../../../packages/client/src/demo/program.js";
import { showFreshness } from "../../demo/freshness.js";
import { NOTHING_GENERATED } from "../support/nothing-generated.js";

await runDemoProgram({
  prologue: (screen, signal) =>
    showFreshness(screen, {
      clientFolder: "no-client",
      generatedDir: "nothing-generated",
      regenerate: () => Promise.resolve(NOTHING_GENERATED),
      signal,
    }),
  epilogue: "",
});
