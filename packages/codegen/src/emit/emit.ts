import type { Protocol } from "../protocol/protocol.js";
import type { Surface } from "../surface/surface.js";
import { stableOf } from "../protocol/api-level.js";
import { emitExperimentalMethods, emitMethods } from "./methods.js";
import { emitExperimentalRpc, emitRpc } from "./rpc.js";
import type { Parts } from "./source.js";
import { emitSurface } from "./surface.js";
import { emitExperimentalTypes, emitTypes } from "./types.js";
import { emitVersion } from "./version.js";

/** What to emit, as plain data. */
export interface Models {
  readonly protocol: Protocol;
  readonly surface: Surface;
  /** The module that the generated code imports its helpers from. */
  readonly support: string;
}

/** Some statements of an emitted file, not yet formatted. */
export interface EmittedPart {
  /** Path within the output folder. */
  readonly path: string;
  readonly text: string;
}

/** Emits what it is given. The compiler behind that is loaded, or is being loaded, once there is one. */
export interface Emitter {
  /** Every file, part by part. Once. */
  emit(models: Models): AsyncIterable<EmittedPart>;
  /** Lets go of what it holds, whatever has become of it. */
  close(): Promise<void>;
}

/** Emits every file of the output, file by file in the order of their paths, each as one part or more. */
export function* emit({ protocol, surface, support }: Models): Generator<EmittedPart> {
  const stable = stableOf(protocol);
  const files: readonly (readonly [path: string, parts: Parts])[] = [
    ["experimental/methods.ts", emitExperimentalMethods(protocol)],
    ["experimental/rpc.ts", emitExperimentalRpc(protocol, fromSubfolder(support))],
    ["experimental/types.ts", emitExperimentalTypes(protocol)],
    ["methods.ts", emitMethods(stable)],
    ["rpc.ts", emitRpc(stable, support)],
    [
      "surface.ts",
      emitSurface(
        surface,
        support,
        stable.definitions.map(({ name }) => name),
      ),
    ],
    ["types.ts", emitTypes(stable)],
    ["version.ts", emitVersion(protocol)],
  ];
  for (const [path, parts] of files) {
    for (const text of parts) yield { path, text };
  }
}

/** The module specifier as a file one folder further down writes it. */
function fromSubfolder(specifier: string): string {
  if (specifier.startsWith("./")) return `.${specifier}`;
  return specifier.startsWith("../") ? `../${specifier}` : specifier;
}
