import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { missingPermission } from "../../errors/missing-permission.js";
import { anchorsOf, isBundled, programPlaces, resolveFrom, type ProgramPlaces } from "./program-places.js";
import { RuntimeNotFoundError } from "./runtime-not-found-error.js";
import { runtimeTarget } from "./runtime-target.js";

/**
 * A codex binary that can be started.
 *
 * @example
 * ```ts
 * const { path, version }: Runtime = findRuntime();
 * ```
 */
export interface Runtime {
  /** Absolute path of the native binary. */
  readonly path: string;
  /** The version of the npm package that it came from; absent for an explicit path. */
  readonly version?: string;
}

/** What {@link findInstalledRuntime} depends on, so that tests can lay out installations of every platform. */
export interface InstalledRuntimeQuery {
  /** Where the program lies that wants the runtime. */
  readonly places: ProgramPlaces;
  readonly platform: string;
  readonly arch: string;
}

const givePath = "give the path of a codex binary (runtime.path).";

/**
 * Finds the native codex binary: the file at `path` if one is given, with no fallback if it cannot be started, else
 * that of the installed `@openai/codex`: the one that this module would load, else, for a program that is bundled, the one that its
 * file would. Neither `PATH` nor the working directory is ever searched.
 *
 * @param options - `path`: an explicit binary, relative to the current directory of this process.
 * @throws RuntimeNotFoundError naming every place that was looked in, and how to mend it; UsageError where this process lacks a
 * permission of Node or Deno.
 *
 * @example
 * ```ts
 * const { path, version } = findRuntime();
 * const nightly = findRuntime({ path: "./target/release/codex" });
 * ```
 */
export function findRuntime(options: { path?: string | undefined } = {}): Runtime {
  if (options.path === undefined) {
    return findInstalledRuntime({
      places: programPlaces(),
      platform: process.platform,
      arch: process.arch,
    });
  }
  const given = resolve(options.path);
  // As Windows itself would: `codex` means `codex.exe`, even beside the `codex` for other shells that npm writes.
  const path = onWindows() && extname(given) === "" ? `${given}.exe` : given;
  const fault =
    onWindows() && launcher.test(path) ? "is a launcher, which only a shell starts" : faultOf(path);
  if (fault === undefined) return { path };
  throw new RuntimeNotFoundError(
    `The codex runtime cannot be started: ${path} ${fault}.`,
    [path],
    "Correct the path (it is a program's file, not a name that is searched on PATH), or leave it out to use the installed @openai/codex.",
  );
}

/**
 * Finds the binary of the `@openai/codex` that a program would load.
 *
 * @example
 * ```ts
 * const places = { module: import.meta.url };
 * findInstalledRuntime({ places, platform: "linux", arch: "x64" }).version; // such as "1.2.3"
 * ```
 */
export function findInstalledRuntime({ places: program, platform, arch }: InstalledRuntimeQuery): Runtime {
  const target = runtimeTarget(platform, arch);
  if (target === undefined) {
    throw new RuntimeNotFoundError(
      `@openai/codex ships no runtime for ${platform}-${arch}.`,
      [],
      `On this platform, ${givePath}`,
    );
  }

  const manifest = firstOf(anchorsOf(program), (from) => resolveFrom(from, "@openai/codex/package.json"));
  if (manifest === undefined) throw notInstalled(program);

  // From there and not from here: with pnpm a package sees its own dependencies only.
  const platformManifest = resolveFrom(manifest, `${target.packageName}/package.json`);
  const inVendor = join("vendor", target.triple, "bin", target.executable);
  const places = [platformManifest, manifest]
    .filter((file) => file !== undefined)
    .map((file) => join(dirname(file), inVendor));
  const candidates = places.map(unpacked);
  const path = candidates.find((candidate) => faultOf(candidate) === undefined);
  const version = versionOf(manifest);
  if (path !== undefined) return version === undefined ? { path } : { path, version };

  if (places.some((place) => inArchive.test(place))) {
    throw new RuntimeNotFoundError(
      `@openai/codex ${version ?? ""} lies in an archive, from which no program can be started.`,
      candidates,
      `Keep ${target.packageName} out of it (Yarn: \`yarn unplug ${target.packageName}\`; Electron: asarUnpack), or ${givePath}`,
    );
  }
  throw new RuntimeNotFoundError(
    `@openai/codex ${version ?? ""} is installed, but not its binary for ${platform}-${arch}.`,
    platformManifest === undefined ? [target.packageName, ...candidates] : candidates,
    `Reinstall with optional dependencies (no --omit=optional, no --no-optional), on the platform that runs it; or ${givePath}`,
  );
}

/** Yarn's Plug'n'Play and Electron let Node, but not the system, see into archives as if they were folders. */
const inArchive = /\.(?:zip|asar)[\\/]/;

/** Where Electron's packers put what must not be packed. */
function unpacked(path: string): string {
  return path.replace(/\.asar(?=[\\/])/, ".asar.unpacked");
}

function notInstalled(places: ProgramPlaces): RuntimeNotFoundError {
  const [problem, remedy] =
    places.executable !== undefined
      ? [
          "This program is bundled into one executable, and the package @openai/codex does not lie beside it.",
          `Ship a node_modules with @openai/codex in the folder of the executable, or ${givePath}`,
        ]
      : isBundled(places)
        ? [
            "This program is bundled, and the package @openai/codex does not lie beside it.",
            `Install @openai/codex where the bundle runs, in its folder or one above: the runtime is a program, which no bundle holds. Or ${givePath}`,
          ]
        : [
            "The package @openai/codex is not installed.",
            `Install @openai/codex next to @codex-typed/client, or ${givePath}`,
          ];
  return new RuntimeNotFoundError(
    problem,
    anchorsOf(places).map((from) => `@openai/codex, from ${from}`),
    remedy,
  );
}

function firstOf<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function versionOf(manifest: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}

function onWindows(): boolean {
  return process.platform === "win32";
}

/** What npm and others put on PATH in the stead of a program. */
const launcher = /\.(?:cmd|bat|ps1|[cm]?js)$/i;

/** Why a file cannot be started; `undefined` if nothing speaks against it. */
function faultOf(path: string): string | undefined {
  if (inArchive.test(path)) return "lies in an archive";
  try {
    if (!statSync(path).isFile()) return "is not a file";
  } catch (error) {
    refuseDenial(`read ${path}`, error);
    return "does not exist";
  }
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    refuseDenial(`read ${path}`, error);
    return "is not executable";
  }
}

/** What this process may not see is not missing: to install it again would mend nothing. */
function refuseDenial(doing: string, error: unknown): void {
  const denied = missingPermission(doing, error);
  if (denied !== undefined) throw denied;
}
