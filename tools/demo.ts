import { fileURLToPath } from "node:url";
import { runDemoProgram } from "./demo/program.js";

await runDemoProgram({ clientFolder: fileURLToPath(new URL("../packages/client", import.meta.url)) });
