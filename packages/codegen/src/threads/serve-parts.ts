import { parentPort } from "node:worker_threads";
import { sendError } from "../errors/sent-error.js";
import type { PartsMessage } from "./parts-thread.js";

/** Has this thread make the parts of the one task that it is given, for the `PartsThread` that has started it. */
export function servePartsOf<Task, Part>(make: (task: Task) => Iterable<Part> | AsyncIterable<Part>): void {
  const tell = (message: PartsMessage<Part>) => parentPort?.postMessage(message);
  const serve = async (task: Task): Promise<void> => {
    try {
      for await (const part of make(task)) tell({ kind: "part", part });
      tell({ kind: "done" });
    } catch (error) {
      tell({ kind: "failed", error: sendError(error) });
    }
  };
  parentPort?.once("message", (task: Task) => void serve(task));
}
