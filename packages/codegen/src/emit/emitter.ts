import type { Emitter } from "./emit.js";
import { EmitterThread } from "./emitter-thread.js";
import { threadsOfUse } from "../threads/threads-of-use.js";

/** An emitter in a thread of its own where that is of use, or else in this one. */
export function startEmitter(): Emitter {
  return threadsOfUse() > 1 ? new EmitterThread() : emitterHere;
}

const emitterHere: Emitter = {
  async *emit(models) {
    const { emit } = await import("./emit.js");
    yield* emit(models);
  },
  close: () => Promise.resolve(),
};
