import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findInstalledRuntime, findRuntime } from "../../../../src/transport/stdio/runtime-binary.js";
import { isRuntimeNotFoundError } from "../../../../src/transport/stdio/runtime-not-found-error.js";
import { runtimeTarget } from "../../../../src/transport/stdio/runtime-target.js";

const root = mkdtempSync(join(tmpdir(), "codex-typed-runtime-"));
afterAll(() => rmSync(root, { recursive: true }));

function file(path: string, content = "", mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
  return path;
}

function failureOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (isRuntimeNotFoundError(error)) return error;
    throw error;
  }
  return expect.unreachable();
}

describe("runtimeTarget", () => {
  test.each([
    ["linux", "x64", "@openai/codex-linux-x64", "x86_64-unknown-linux-musl", "codex"],
    ["linux", "arm64", "@openai/codex-linux-arm64", "aarch64-unknown-linux-musl", "codex"],
    ["android", "x64", "@openai/codex-linux-x64", "x86_64-unknown-linux-musl", "codex"],
    ["android", "arm64", "@openai/codex-linux-arm64", "aarch64-unknown-linux-musl", "codex"],
    ["darwin", "x64", "@openai/codex-darwin-x64", "x86_64-apple-darwin", "codex"],
    ["darwin", "arm64", "@openai/codex-darwin-arm64", "aarch64-apple-darwin", "codex"],
    ["win32", "x64", "@openai/codex-win32-x64", "x86_64-pc-windows-msvc", "codex.exe"],
    ["win32", "arm64", "@openai/codex-win32-arm64", "aarch64-pc-windows-msvc", "codex.exe"],
  ])("%s-%s is %s", (platform, arch, packageName, triple, executable) => {
    expect(runtimeTarget(platform, arch)).toEqual({ packageName, triple, executable });
  });

  test.each([
    ["linux", "ia32"],
    ["sunos", "x64"],
    ["toString", "x64"],
    ["linux", "constructor"],
  ])("%s-%s is none", (platform, arch) => {
    expect(runtimeTarget(platform, arch)).toBeUndefined();
  });
});

describe("the installed runtime", () => {
  const triple = "aarch64-pc-windows-msvc";
  const query = { platform: "win32", arch: "arm64" };

  /** As pnpm lays it out: the platform package is seen from @openai/codex only. */
  function install(name: string, parts: { platformPackage?: boolean; binary?: "there" | "in codex" }) {
    const modules = join(root, name, "node_modules");
    const store = join(modules, ".pnpm", "codex", "node_modules", "@openai");
    const codex = join(store, "codex");
    const platform = join(store, "codex-win32-arm64");
    file(join(codex, "package.json"), '{"name":"@openai/codex","version":"1.2.3"}');
    if (parts.platformPackage === true) file(join(platform, "package.json"), "{}");
    const inVendor = join("vendor", triple, "bin", "codex.exe");
    if (parts.binary !== undefined) file(join(parts.binary === "there" ? platform : codex, inVendor));
    mkdirSync(join(modules, "@openai"), { recursive: true });
    symlinkSync(codex, join(modules, "@openai", "codex"), "junction");
    return { from: join(root, name, "index.js"), codex, platform, inVendor };
  }

  test("is that of the platform package, seen from @openai/codex", () => {
    const { from, platform, inVendor } = install("pnpm", { platformPackage: true, binary: "there" });
    expect(findInstalledRuntime({ places: { module: from }, ...query })).toEqual({
      path: join(platform, inVendor),
      version: "1.2.3",
    });
  });

  test("is that in @openai/codex itself, if there is no platform package", () => {
    const { from, codex, inVendor } = install("vendored", { binary: "in codex" });
    expect(findInstalledRuntime({ places: { module: from }, ...query })).toEqual({
      path: join(codex, inVendor),
      version: "1.2.3",
    });
  });

  test("is missing without its optional dependency: the package and the place are named", () => {
    const { from, codex, inVendor } = install("omitted", {});
    const error = failureOf(() => findInstalledRuntime({ places: { module: from }, ...query }));
    expect(error.message).toMatch(/@openai\/codex 1\.2\.3 is installed, but not its binary for win32-arm64/);
    expect(error.lookedFor).toEqual(["@openai/codex-win32-arm64", join(codex, inVendor)]);
    expect(error.remedy).toMatch(/optional/);
  });

  test("is missing where no place of the program is known", () => {
    const error = failureOf(() => findInstalledRuntime({ places: { module: "" }, ...query }));
    expect(error.message).toMatch(
      /This program is bundled, and the package @openai\/codex does not lie beside it/,
    );
  });

  test("is missing on a platform that has none", () => {
    const error = failureOf(() =>
      findInstalledRuntime({ places: { module: root }, platform: "sunos", arch: "x64" }),
    );
    expect(error.message).toMatch(/no runtime for sunos-x64/);
  });

  test("is found for this package, on this machine", () => {
    expect(findRuntime()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
  });
});

describe.each([
  ["linux", "x64"],
  ["linux", "arm64"],
  ["darwin", "x64"],
  ["darwin", "arm64"],
  ["win32", "x64"],
  ["win32", "arm64"],
])("the package of %s-%s, laid out as @openai/codex 0.169.0 is", (platform, arch) => {
  const target = runtimeTarget(platform, arch) ?? expect.unreachable();

  /** `@openai/codex` and the package of the platform, each below a folder of its own. */
  function layOut(codexIn: string, platformIn: string) {
    const codex = join(codexIn, "node_modules", "@openai", "codex");
    file(join(codex, "package.json"), '{"name":"@openai/codex","version":"0.169.0"}');
    file(join(codex, "bin", "codex.js"));
    const inPackages = join(platformIn, "node_modules", ...target.packageName.split("/"));
    // An alias: the name that the package has itself is that of @openai/codex.
    file(
      join(inPackages, "package.json"),
      `{"name":"@openai/codex","version":"0.169.0-${platform}-${arch}"}`,
    );
    return file(join(inPackages, "vendor", target.triple, "bin", target.executable));
  }
  const folder = join(root, `${platform}-${arch}`);

  test.each([
    ["npm and yarn: side by side", "flat", "flat", "flat/index.js"],
    [
      "npm, where another version is above: nested",
      "nested",
      "nested/node_modules/@openai/codex",
      "nested/index.js",
    ],
    ["a workspace: hoisted to the top", "hoisted", "hoisted", "hoisted/packages/app/src/index.js"],
    ["a bundle: found from where it lies", "bundle", "bundle", "bundle/dist/server.cjs"],
  ])("%s", (_, codexIn, platformIn, from) => {
    const path = layOut(join(folder, codexIn), join(folder, platformIn));
    const query = { places: { module: join(folder, from) }, platform, arch };
    expect(findInstalledRuntime(query)).toEqual({ path, version: "0.169.0" });
  });

  test("Electron: packed, but for the binary", () => {
    const app = join(folder, "electron", "app.asar");
    const packed = layOut(app, app);
    const path = file(packed.replace("app.asar", "app.asar.unpacked"));
    expect(findInstalledRuntime({ places: { module: join(app, "main.js") }, platform, arch })).toEqual({
      path,
      version: "0.169.0",
    });
  });

  test.each([
    ["Electron's archive", "app.asar"],
    ["a zip of Yarn's Plug'n'Play", join(".yarn", "cache", "codex.zip")],
  ])("%s: what is to be kept out of it is named", (_, archive) => {
    const app = join(folder, "archives", archive);
    layOut(app, app);
    const error = failureOf(() =>
      findInstalledRuntime({ places: { module: join(app, "main.js") }, platform, arch }),
    );
    expect(error.message).toMatch(/lies in an archive/);
    expect(error.remedy).toContain(`yarn unplug ${target.packageName}`);
    expect(error.remedy).toMatch(/asarUnpack/);
    expect(error.lookedFor[0]).toContain(archive.replace(".asar", ".asar.unpacked"));
  });
});

describe("an explicit path", () => {
  test("wins, and is made absolute", () => {
    const path = file(join(root, "codex"));
    expect(findRuntime({ path })).toEqual({ path });
    expect(findRuntime({ path: `${root}/./codex` })).toEqual({ path });
  });

  test.each([
    ["missing", () => join(root, "nowhere", "codex"), /does not exist/],
    ["below a file", () => join(file(join(root, "a-file")), "codex"), /does not exist/],
    ["a directory", () => root, /is not a file/],
    ["a bare name", () => "codex", /not a name that is searched on PATH/],
  ])("that is %s is an error, with no fallback", (_, pathOf, message) => {
    const path = pathOf();
    const error = failureOf(() => findRuntime({ path }));
    expect(error.message).toMatch(message);
    expect(error.lookedFor[0]).toContain(path);
  });

  test.skipIf(process.platform === "win32")("that is not executable is an error", () => {
    const path = file(join(root, "plain"), "", 0o644);
    chmodSync(path, 0o644);
    expect(failureOf(() => findRuntime({ path })).message).toMatch(/is not executable/);
  });
});
