import { createHash } from "node:crypto";

/** A digest of texts and of where each ends. */
export function digestOf(texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${String(Buffer.byteLength(text))}\n`).update(text);
  return hash.digest("hex");
}
