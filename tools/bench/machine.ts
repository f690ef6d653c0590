import { execa } from "execa";
import { readdir, stat } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { loadWarning } from "./codegen/table.js";

/** What the figures were measured on, and a warning where it was not at rest. */
export function machineLine(): string {
  const cores = cpus();
  const load = loadavg().map((value) => value.toFixed(2));
  const line = `${cores.length} × ${cores[0]?.model.trim() ?? "?"}, node ${process.version}, load average ${load.join(" ")}`;
  const warning = loadWarning(loadavg()[0] ?? 0, cores.length);
  return warning === undefined ? line : `${line}\n${warning}`;
}

/** What is measured is what is published: the build of a package, made anew where a source is younger than `output`. */
export async function buildIfStale(folder: string, output: string): Promise<void> {
  const built = await stat(join(folder, output)).catch(() => undefined);
  const sources = await readdir(join(folder, "src"), { recursive: true, withFileTypes: true });
  for (const source of sources) {
    const { mtimeMs } = await stat(join(source.parentPath, source.name));
    if (source.isFile() && mtimeMs > (built?.mtimeMs ?? 0)) {
      await execa("npm", ["run", "--silent", "build", "--prefix", folder], { cwd: folder });
      return;
    }
  }
}
