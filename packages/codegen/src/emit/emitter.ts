import { availableParallelism } from "node:os";
import type { Emitter } from "./emit.js";
import { EmitterThread } from "./emitter-thread.js";

/** A thread of Node's runs JavaScript only: what tsx or vitest runs from its sources emits where it is. */
const BUILT = import.meta.url.endsWith(".js");

/** An emitter in a thread of its own where that is of use, or else in this one. */
export function startEmitter(): Emitter {
  return BUILT && availableParallelism() > 1 ? new EmitterThread() : emitterHere;
}

const emitterHere: Emitter = {
  async *emit(models) {
    const { emit } = await import("./emit.js");
    yield* emit(models);
  },
  close: () => Promise.resolve(),
};
