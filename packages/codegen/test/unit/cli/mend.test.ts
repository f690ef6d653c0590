import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { mendLines } from "../../../src/cli/commands/check.js";
import { DEFAULT_SUPPORT } from "../../../src/generate.js";
import { provenanceOf } from "../../../src/output/provenance.js";
import { writeFolder } from "../../../src/output/write.js";
import { temporaryFolder } from "../../support/schema-folder.js";

const files = new Map([["types.ts", provenanceOf(null)]]);

async function mend(out: string): Promise<string> {
  const lines = await mendLines({ out, import: DEFAULT_SUPPORT });
  return lines.join("\n");
}

describe("check advises what generate takes", () => {
  it("where there is nothing yet, and where only generated files stand", async () => {
    const out = path.join(await temporaryFolder(), "new", "out");
    expect(await mend(out)).toBe(`  fix      codex-codegen generate --out ${out}`);
    await writeFolder(out, files);
    expect(await mend(out)).toBe(`  fix      codex-codegen generate --out ${out}`);
  });

  it("and where other files stand, first what to do about them, after which it writes", async () => {
    const out = await temporaryFolder();
    const foreign = path.join(out, "notes.md");
    await writeFile(foreign, "mine");
    expect(await mend(out)).toBe(
      `  fix      Move away notes.md, or name a folder of its own with --out.\n  then     codex-codegen generate --out ${out}`,
    );
    await expect(writeFolder(out, files)).rejects.toMatchObject({ found: "notes.md" });
    await rm(foreign);
    expect(await mend(out)).not.toContain("then");
    await writeFolder(out, files);
  });

  // Root may write anywhere, whatever the mode says.
  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "and where this user may not write, that first",
    async () => {
      const parent = await temporaryFolder();
      await mkdir(path.join(parent, "closed"), { mode: 0o555 });
      expect(await mend(path.join(parent, "closed", "out"))).toContain("Mend the permissions");
      await chmod(path.join(parent, "closed"), 0o755);
    },
  );
});
