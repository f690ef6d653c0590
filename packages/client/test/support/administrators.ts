import { execFileSync } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { freshFolder, removeFolder } from "../../src/testing/fresh-folder.js";
import { findRuntime } from "../../src/transport/stdio/runtime-binary.js";

/** The files of a machine's administrators, by their names. */
export type AdministratorFiles = Readonly<
  Partial<Record<"requirements.toml" | "managed_config.toml" | "config.toml", string>>
>;

/** A runtime that finds the files of administrators where it looks for them. */
export interface Administrated extends AsyncDisposable {
  /** What to start in place of the `codex` binary. */
  readonly path: string;
}

/** Puts a folder over `/etc` in a mount namespace of its own, and starts a program there: the machine's own folder stays as it is. */
const inNamespace = (folder: string, program: string): string =>
  `exec unshare -rm -- /bin/sh -c 'mount -t overlay overlay -o "lowerdir=${folder}:/etc" /etc && exec ${program}' "$0" "$@"`;

/** Why no runtime can be given such files here; `undefined` where one can. */
export const whyNotAdministrated: string | undefined = (() => {
  if (process.platform !== "linux") return "there are no mount namespaces on this system";
  try {
    const folder = fileURLToPath(new URL(".", import.meta.url));
    execFileSync("/bin/sh", ["-c", inNamespace(folder, "test -e /etc/administrators.ts")], {
      stdio: "pipe",
    });
    return undefined;
  } catch (error) {
    return `no mount namespace can be had: ${String((error as { stderr?: unknown }).stderr ?? error).trim()}`;
  }
})();

/** Writes the files to a temporary folder, and a launcher of the pinned runtime that shows them to it as `/etc/codex`. */
export async function administrated(files: AdministratorFiles): Promise<Administrated> {
  const root = await freshFolder();
  const path = join(root, "codex");
  await mkdir(join(root, "etc", "codex"), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, "etc", "codex", name), text);
  await writeFile(path, `#!/bin/sh\n${inNamespace(join(root, "etc"), `"${findRuntime().path}" "$@"`)}\n`);
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => removeFolder(root) };
}
