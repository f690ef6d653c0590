import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  anchorsOf,
  isBundled,
  programPlaces,
  type ProgramPlaces,
} from "../../../../src/transport/stdio/program-places.js";
import { findInstalledRuntime } from "../../../../src/transport/stdio/runtime-binary.js";
import { isRuntimeNotFoundError } from "../../../../src/transport/stdio/runtime-not-found-error.js";

const root = realpathSync(mkdtempSync(join(tmpdir(), "codex-typed-places, with blanks-")));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.unstubAllGlobals());

// pnpm's launchers name the workspace's packages in NODE_PATH, where Node finds the runtime whatever the place.
beforeAll(() => {
  vi.stubEnv("NODE_PATH", "");
  readNodePath();
});
afterAll(() => {
  vi.unstubAllEnvs();
  readNodePath();
});

function readNodePath(): void {
  const read: unknown = Reflect.get(nodeModule, "_initPaths");
  if (typeof read === "function") read.call(nodeModule);
}

function file(...names: string[]): string {
  const path = join(root, ...names);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, names.at(-1) === "package.json" ? '{"version":"1.2.3"}' : "", { mode: 0o755 });
  return path;
}

/** A runtime in `folder/node_modules`. */
function install(folder: string): string {
  const codex = ["node_modules", "@openai", "codex"];
  file(folder, ...codex, "package.json");
  return file(folder, ...codex, "vendor", "x86_64-pc-windows-msvc", "bin", "codex.exe");
}

const on = { platform: "win32", arch: "x64" };

function failureOf(places: ProgramPlaces) {
  try {
    findInstalledRuntime({ places, ...on });
  } catch (error) {
    if (isRuntimeNotFoundError(error)) return error;
    throw error;
  }
  return expect.unreachable();
}

describe("a runtime is found", () => {
  test("beside the module, before all others", () => {
    const path = install("own");
    install("started");
    const module = pathToFileURL(join(root, "own", "dist", "index.js")).href;
    const places = { module, main: join(root, "started", "main.js") };
    expect(findInstalledRuntime({ places, ...on }).path).toBe(path);
  });

  test.each<[string, Omit<ProgramPlaces, "executable">]>([
    ["an emptied module URL", { module: undefined }],
    [
      "the path of the machine that made the bundle",
      { module: "/build/of/somebody/node_modules/x/index.js" },
    ],
    ["the URL of Windows", { module: "file:///C:/build/node_modules/x/index.js" }],
    ["the URL of a file of another host", { module: "file://host/build/index.js" }],
  ])("beside the file that runs, where that is all that is known but %s", (_, { module }) => {
    const path = install("bundle");
    expect(
      findInstalledRuntime({ places: { module, file: join(root, "bundle", "a.cjs") }, ...on }).path,
    ).toBe(path);
    expect(
      findInstalledRuntime({ places: { module, main: join(root, "bundle", "a.mjs") }, ...on }).path,
    ).toBe(path);
  });

  test.skipIf(process.platform === "win32")("beside what a link to the program leads to", () => {
    const path = install("tool");
    const program = file("tool", "dist", "cli.mjs");
    const link = join(root, "bin-tool");
    symlinkSync(program, link);
    expect(findInstalledRuntime({ places: { main: link }, ...on }).path).toBe(path);
  });

  test("beside the executable that the program is", () => {
    const path = install("single");
    expect(findInstalledRuntime({ places: { executable: join(root, "single", "app") }, ...on }).path).toBe(
      path,
    );
  });

  test("never beside a path that is relative: that would be the working directory", () => {
    expect(anchorsOf({ module: "", file: "index.js", main: "./main.js" })).toEqual([]);
  });
});

describe("where none is found", () => {
  test("the error says that the program is bundled, where that is so, and each place once", () => {
    const main = file("alone", "main.mjs");
    for (const module of [undefined, "", "file:///build/node_modules/x/index.js", pathToFileURL(main).href]) {
      const error = failureOf({ module, file: main, main });
      expect(error.message).toContain("This program is bundled");
      expect(error.message).not.toContain("undefined");
      expect(error.lookedFor.filter((place) => place === `@openai/codex, from ${main}`)).toHaveLength(1);
      expect(error.remedy).toMatch(/Install @openai\/codex where the bundle runs.*runtime\.path/);
    }
  });

  test("the error says that the program is one executable, where that is so", () => {
    const executable = file("single-alone", "app");
    const error = failureOf({ executable });
    expect(error.message).toContain("bundled into one executable");
    expect(error.lookedFor).toEqual([`@openai/codex, from ${executable}`]);
    expect(error.remedy).toMatch(/in the folder of the executable.*runtime\.path/);
  });

  test("nothing is said of bundles where this package lies in its own folder", () => {
    expect(isBundled(programPlaces())).toBe(false);
  });
});

describe("the places of this process", () => {
  const main = process.argv[1];

  test("are those of its module and of the file that was started", () => {
    expect(programPlaces()).toMatchObject({ main });
    expect(programPlaces().module).toMatch(/program-places|module-url/);
  });

  /** `process` with some members of another program's. */
  function stub(members: Readonly<Record<string, unknown>>): void {
    const get = (target: object, name: string | symbol): unknown =>
      typeof name === "string" && name in members ? members[name] : Reflect.get(target, name);
    const has = (target: object, name: string): boolean => name in members || name in target;
    vi.stubGlobal("process", new Proxy(process, { get, has }));
  }

  test("of a packed Electron program are its archive's: its first argument is no file of its own", () => {
    const electron = {
      versions: { ...process.versions, electron: "40.0.0" },
      resourcesPath: "/app/resources",
    };
    stub({ ...electron, argv: ["/app/app", "/somebody/else.txt"] });
    expect(programPlaces().main).toBe(join("/app/resources", "app.asar", "package.json"));
    stub({ ...electron, argv: ["/app/app"], resourcesPath: undefined, defaultApp: true });
    expect(programPlaces().main).toBeUndefined();
  });

  test.each([
    ["Node's", { getBuiltinModule: () => ({ isSea: () => true }), argv: ["/opt/app", "/opt/app"] }],
    ["Bun's", { argv: ["bun", "/$bunfs/root/app"] }],
    ["Bun's on Windows", { argv: ["bun", "B:\\~BUN\\root\\app.exe"] }],
  ])("of %s single executables are the executable's", (_, members) => {
    stub({ ...members, execPath: "/opt/app" });
    expect(programPlaces()).toMatchObject({ executable: "/opt/app" });
    expect(programPlaces().main).toBeUndefined();
  });
});
