import { parentPort } from "node:worker_threads";
import { sendError } from "../errors/sent-error.js";
import { emit, type Models } from "./emit.js";
import type { EmitterMessage } from "./emitter-thread.js";

parentPort?.once("message", (models: Models) => {
  try {
    for (const part of emit(models)) tell({ kind: "emitted", part });
    tell({ kind: "done" });
  } catch (error) {
    tell({ kind: "failed", error: sendError(error) });
  }
});

function tell(message: EmitterMessage): void {
  parentPort?.postMessage(message);
}
