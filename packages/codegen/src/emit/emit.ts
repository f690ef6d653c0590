import { type Protocol } from "../protocol/protocol.js";
import { type Surface } from "../surface/surface.js";
import { emitMethods } from "./methods.js";
import { emitRpc } from "./rpc.js";
import { emitSurface } from "./surface.js";
import { emitTypes } from "./types.js";
import { emitVersion } from "./version.js";

/** Emitted files, path within the output folder → unformatted text. */
export type EmittedFiles = ReadonlyMap<string, string>;

/** Emits every file of the output; `support` is the module that the generated code imports its helpers from. */
export function emit(protocol: Protocol, surface: Surface, support: string): EmittedFiles {
  return new Map([
    ["methods.ts", emitMethods(protocol)],
    ["rpc.ts", emitRpc(protocol, support)],
    ["surface.ts", emitSurface(surface, support)],
    ["types.ts", emitTypes(protocol)],
    ["version.ts", emitVersion(protocol)],
  ]);
}
