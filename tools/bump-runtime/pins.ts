import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Refusal } from "./refusal.js";

/** The manifests that pin the runtime. */
export const PINNING_MANIFESTS = ["packages/client/package.json", "packages/codegen/package.json"];

const PIN = /("@openai\/codex":\s*")([^"]*)(")/;

/** The one version that all manifests pin. */
export async function readPin(root: string): Promise<string> {
  const pins = await Promise.all(
    PINNING_MANIFESTS.map(async (manifest) =>
      pinIn(await readFile(path.join(root, manifest), "utf8"), manifest),
    ),
  );
  const [pin, ...others] = new Set(pins);
  if (pin !== undefined && others.length === 0) return pin;
  const list = PINNING_MANIFESTS.map((manifest, index) => `  ${manifest}: ${pins[index] ?? ""}`).join("\n");
  throw new Refusal("tree", `The manifests do not pin the same runtime:\n${list}`);
}

/** Sets the pin in each manifest and leaves every other byte. */
export async function writePin(root: string, version: string): Promise<void> {
  for (const manifest of PINNING_MANIFESTS) {
    const file = path.join(root, manifest);
    await writeFile(file, withPin(await readFile(file, "utf8"), version));
  }
}

export function withPin(manifest: string, version: string): string {
  return manifest.replace(PIN, `$1${version}$3`);
}

function pinIn(manifest: string, file: string): string {
  const pin = PIN.exec(manifest)?.[2];
  if (pin !== undefined && /^\d/.test(pin)) return pin;
  throw new Refusal(
    "tree",
    `${file} does not pin @openai/codex to an exact version${pin ? `: ${pin}` : ""}.`,
  );
}
