import { emitTypes } from "../../../src/emit/types.js";
import { CodegenError } from "../../../src/errors/codegen-error.js";
import type { WiderReading } from "../../../src/protocol/protocol.js";
import { readProtocol } from "../../../src/protocol/read-protocol.js";
import { mergeNamespaces } from "../../../src/schema/merge-namespaces.js";

/** What the generator makes of a bundle. */
export type Reading =
  | { readonly kind: "read"; readonly types: string; readonly wider: readonly WiderReading[] }
  | { readonly kind: "refused"; readonly error: CodegenError };

/** Reads a bundle and emits its types. Whatever is thrown that is no CodegenError is a fault, and passes through. */
export async function readBundle(bundle: object): Promise<Reading> {
  try {
    const protocol = await readProtocol(mergeNamespaces(structuredClone(bundle), "generated.json", null));
    return { kind: "read", types: [...emitTypes(protocol)].join("\n"), wider: protocol.wider };
  } catch (error) {
    if (error instanceof CodegenError) return { kind: "refused", error };
    throw error;
  }
}
