import type { Protocol } from "../protocol/protocol.js";
import { docComment } from "./docs.js";
import { printModule, type Parts } from "./source.js";

/** The version of the runtime that the output was generated from. */
export function emitVersion(protocol: Protocol): Parts {
  const doc =
    "The version of the Codex runtime that this code was generated from, or `null` where its schema did not say.";
  return printModule(
    "version.ts",
    [],
    [
      `${docComment(doc)}export const RUNTIME_VERSION: string | null = ${JSON.stringify(protocol.runtimeVersion)};`,
    ],
  );
}
