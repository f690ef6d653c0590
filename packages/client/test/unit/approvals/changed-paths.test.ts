import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { isUsageError, pathsOf, realPathsOf, type FileUpdateChange } from "../../../src/index.js";
import { refusal } from "../../support/refusal.js";

const changed = (path: string, movePath?: string | null): FileUpdateChange => ({
  path,
  kind: movePath === undefined ? { type: "add" } : { type: "update", move_path: movePath },
  diff: "",
});

describe("pathsOf", () => {
  it.each<[FileUpdateChange, readonly string[]]>([
    [changed("/repo/a"), ["/repo/a"]],
    [changed("/repo/a", null), ["/repo/a"]],
    [changed("/repo/a", "/etc/b"), ["/repo/a", "/etc/b"]],
    [changed("/repo/docs/../../etc/a", "/repo/docs/./b/"), ["/etc/a", "/repo/docs/b"]],
    [changed("C:\\repo\\docs\\..\\a", "\\\\host\\share\\b"), ["C:\\repo\\a", "\\\\host\\share\\b"]],
    [
      {
        path: "/a",
        kind: { type: "moved", move_path: "/b" } as unknown as FileUpdateChange["kind"],
        diff: "",
      },
      ["/a", "/b"],
    ],
  ])("%j", (change, paths) => {
    expect(pathsOf(change)).toEqual(paths);
  });

  it.each([changed("docs/a"), changed("/repo/a", "../b"), changed(""), changed("C:a")])(
    "throws where nobody could say where a path leads: %j",
    async (change) => {
      expect(() => pathsOf(change)).toThrow("not absolute");
      expect(isUsageError(await refusal(realPathsOf(change)))).toBe(true);
    },
  );
});

describe("realPathsOf", () => {
  let root: string;

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "codex-typed-paths-")));
    await mkdir(join(root, "docs/deep"), { recursive: true });
    await mkdir(join(root, "out/deep"), { recursive: true });
    await writeFile(join(root, "docs/a"), "");
    await symlink(join(root, "out"), join(root, "docs/out"));
    await symlink("../out/not-there", join(root, "docs/dangling"));
    await symlink("out/deep/../../x", join(root, "docs/around"));
    await symlink("circle", join(root, "docs/circle"));
    await symlink("other", join(root, "docs/one"));
    await symlink("one/x", join(root, "docs/other"));
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each<[string, string]>([
    ["docs/a", "docs/a"],
    ["docs/new", "docs/new"],
    ["docs/new/deep/er", "docs/new/deep/er"],
    ["docs/out", "out"],
    ["docs/out/new/er", "out/new/er"],
    ["docs/dangling", "out/not-there"],
    ["docs/dangling/deep", "out/not-there/deep"],
    // As the system reads it: `..` of the folder that the link leads to.
    ["docs/around", "x"],
    ["docs/out/deep/../../y", "y"],
    ["docs/deep/../../z", "z"],
  ])("%s → %s", async (path, real) => {
    // Not joined: that would resolve `..` as text.
    expect(await realPathsOf(changed(`${root}/${path}`))).toEqual([join(root, real)]);
  });

  it("follows both ends of a rename", async () => {
    expect(await realPathsOf(changed(join(root, "docs/a"), join(root, "docs/out/b")))).toEqual([
      join(root, "docs/a"),
      join(root, "out/b"),
    ]);
  });

  it.each(["docs/circle", "docs/one", "docs/circle/new", "docs/a/below-a-file"])(
    "rejects where there is no saying: %s",
    async (path) => {
      expect(await refusal(realPathsOf(changed(join(root, path))))).toBeInstanceOf(Error);
    },
  );
});
