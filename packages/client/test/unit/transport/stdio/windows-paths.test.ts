// Windows by simulation: its paths, its files in memory, and packages looked for as Node does.
import type * as Fs from "node:fs";
import type * as Path from "node:path";
import type * as Url from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const disk = new Set<string>();

vi.mock("node:path", async (importOriginal) => (await importOriginal<typeof Path>()).win32);
vi.mock("node:url", async (importOriginal) => ({
  ...(await importOriginal<typeof Url>()),
  fileURLToPath: (url: string) => {
    const { pathname } = new URL(url);
    if (!/^\/[A-Z]:/.test(pathname)) throw new TypeError("File URL path must be absolute");
    return decodeURIComponent(pathname.slice(1)).replaceAll("/", "\\");
  },
}));
vi.mock("node:fs", async (importOriginal) => {
  const there = (path: string): string => {
    if (!disk.has(path)) throw new Error("ENOENT");
    return path;
  };
  return {
    ...(await importOriginal<typeof Fs>()),
    existsSync: (path: string) => disk.has(path),
    realpathSync: there,
    statSync: (path: string) => ({ isFile: () => there(path) !== "" }),
    accessSync: there,
    readFileSync: (path: string) => (there(path) === "" ? "" : '{"version":"1.2.3"}'),
  };
});
vi.mock("node:module", () => ({
  default: {
    createRequire: (from: string) => ({
      resolve: (specifier: string) => {
        const parts = from.split("\\");
        for (let length = parts.length - 1; length > 0; length--) {
          const file = [...parts.slice(0, length), "node_modules", ...specifier.split("/")].join("\\");
          if (disk.has(file)) return file;
        }
        throw new Error("MODULE_NOT_FOUND");
      },
    }),
  },
}));

beforeEach(() => {
  vi.resetModules();
  disk.clear();
  vi.spyOn(process, "platform", "get").mockReturnValue("win32");
});
afterEach(() => {
  vi.restoreAllMocks();
});
// Files of a worker share its modules: who comes next must not get those that were made of this disk.
afterAll(() => {
  vi.resetModules();
});

async function load() {
  return import("../../../../src/transport/stdio/runtime-binary.js");
}

const on = { platform: "win32", arch: "x64" };
const inVendor = "vendor\\x86_64-pc-windows-msvc\\bin\\codex.exe";

/** As npm lays it out. */
function install(folder: string): string {
  const modules = `${folder}\\node_modules\\@openai`;
  disk.add(`${modules}\\codex\\package.json`);
  disk.add(`${modules}\\codex-win32-x64\\package.json`);
  const binary = `${modules}\\codex-win32-x64\\${inVendor}`;
  disk.add(binary);
  return binary;
}

describe("on Windows the installed runtime is found", () => {
  test.each([
    [
      "from a module on another drive, with blanks",
      "D:\\My Programs\\app",
      "file:///D:/My%20Programs/app/dist/index.js",
    ],
    ["from a path", "C:\\Users\\A B\\app", "C:\\Users\\A B\\app\\dist\\index.cjs"],
    ["from a share", "\\\\host\\share\\app", "\\\\host\\share\\app\\main.cjs"],
  ])("%s", async (_, folder, module) => {
    const path = install(folder);
    const { findInstalledRuntime } = await load();
    expect(findInstalledRuntime({ places: { module }, ...on })).toEqual({ path, version: "1.2.3" });
  });

  test("beside the program, where the bundle was made on another system", async () => {
    const path = install("C:\\app");
    const { findInstalledRuntime } = await load();
    const places = { module: "file:///home/ci/app/node_modules/x.js", main: "C:\\app\\main.mjs" };
    expect(findInstalledRuntime({ places, ...on }).path).toBe(path);
  });

  test("unpacked, beside Electron's archive", async () => {
    const packed = install("C:\\Program Files\\App\\resources\\app.asar");
    const path = packed.replace("app.asar", "app.asar.unpacked");
    disk.add(path);
    const { findInstalledRuntime } = await load();
    const main = "C:\\Program Files\\App\\resources\\app.asar\\package.json";
    expect(findInstalledRuntime({ places: { main }, ...on }).path).toBe(path);
  });
});

describe("on Windows a path that is given", () => {
  test("means the .exe, where it has no extension: what npm writes without one is for other shells", async () => {
    disk.add("C:\\bin\\codex");
    const { findRuntime } = await load();
    expect(() => findRuntime({ path: "C:\\bin\\codex" })).toThrow("C:\\bin\\codex.exe does not exist");
    disk.add("C:\\bin\\codex.exe");
    expect(findRuntime({ path: "C:\\bin\\codex" })).toEqual({ path: "C:\\bin\\codex.exe" });
  });

  test.each(["codex.cmd", "codex.CMD", "codex.ps1", "codex.bat", "codex.js"])(
    "and names a launcher, %s, is refused: no program can be started so",
    async (name) => {
      disk.add(`C:\\My Tools\\${name}`);
      const { findRuntime } = await load();
      expect(() => findRuntime({ path: `C:\\My Tools\\${name}` })).toThrow(
        "is a launcher, which only a shell starts",
      );
    },
  );
});
