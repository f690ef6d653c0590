import { type Protocol } from "../protocol/protocol.js";
import { type Surface } from "../surface/surface.js";
import { stableOf } from "../protocol/api-level.js";
import { emitExperimentalMethods, emitMethods } from "./methods.js";
import { emitExperimentalRpc, emitRpc } from "./rpc.js";
import { emitSurface } from "./surface.js";
import { emitExperimentalTypes, emitTypes } from "./types.js";
import { emitVersion } from "./version.js";

/** Emitted files, path within the output folder → unformatted text. */
export type EmittedFiles = ReadonlyMap<string, string>;

/** Emits every file of the output; `support` is the module that the generated code imports its helpers from. */
export function emit(protocol: Protocol, surface: Surface, support: string): EmittedFiles {
  const stable = stableOf(protocol);
  return new Map([
    ["experimental/methods.ts", emitExperimentalMethods(protocol)],
    ["experimental/rpc.ts", emitExperimentalRpc(protocol, fromSubfolder(support))],
    ["experimental/types.ts", emitExperimentalTypes(protocol)],
    ["methods.ts", emitMethods(stable)],
    ["rpc.ts", emitRpc(stable, support)],
    ["surface.ts", emitSurface(surface, support)],
    ["types.ts", emitTypes(stable)],
    ["version.ts", emitVersion(protocol)],
  ]);
}

/** The module specifier as a file one folder further down writes it. */
function fromSubfolder(specifier: string): string {
  if (specifier.startsWith("./")) return `.${specifier}`;
  return specifier.startsWith("../") ? `../${specifier}` : specifier;
}
