import { existsSync, realpathSync } from "node:fs";
// The default import: webpack takes a `createRequire` that is imported by its name for its own, and breaks it.
import nodeModule from "node:module";
import { dirname, isAbsolute, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { missingPermission } from "../../errors/missing-permission.js";

/** Where the running program lies; what it depends on may lie in a `node_modules` beside each, or above. */
export interface ProgramPlaces {
  /**
   * File or URL of the module whose dependency `@openai/codex` is. In a bundle it is empty, the bundle, or, of the machine that made
   * the bundle, a path that may lead nowhere.
   */
  readonly module?: string | undefined;
  /** The file that runs, where it is CommonJS: in a bundle the bundle, even where `module` is empty or that of another machine. */
  readonly file?: string | undefined;
  /** The file that was started; often a link to it. */
  readonly main?: string | undefined;
  /** The program itself, where it is one executable with all that it is made of. */
  readonly executable?: string | undefined;
}

/** The places of this process. Never the working directory: what lies there may be anybody's, and would be started. */
export function programPlaces(): ProgramPlaces {
  const { argv, execPath, versions } = process;
  const main = argv[1];
  const own = { module: import.meta.url, file: commonJsFile() };
  // A packed Electron program has its first argument there.
  if ("electron" in versions && !("defaultApp" in process)) return { ...own, main: electronMain() };
  return isExecutable(main) ? { ...own, executable: execPath } : { ...own, main };
}

function commonJsFile(): string | undefined {
  try {
    return __filename;
  } catch {
    // An ES module. Not asked by `typeof`: webpack says that it is a string, of ES modules too.
    return undefined;
  }
}

function electronMain(): string | undefined {
  const resources = "resourcesPath" in process ? String(process.resourcesPath) : undefined;
  return resources === undefined ? undefined : join(resources, "app.asar", "package.json");
}

/** Node's single executable applications, and those of Bun, which see their own files below a made-up root. */
function isExecutable(main: string | undefined): boolean {
  return isSea() || /^(?:\/\$bunfs\/|[A-Z]:[\\/]~BUN[\\/])/.test(main ?? "");
}

function isSea(): boolean {
  // Bun and Deno have no such module.
  return process.getBuiltinModule("node:sea")?.isSea() ?? false;
}

/** From where packages are looked for, the likeliest first; absolute paths. */
export function anchorsOf({ module, file, main, executable }: ProgramPlaces): readonly string[] {
  const given = [fileOf(module), file, main, main === undefined ? undefined : realPath(main), executable];
  return [...new Set(given.filter((place) => place !== undefined).filter((place) => isAbsolute(place)))];
}

/** Whether this package's code was taken out of its folder. */
export function isBundled({ module }: ProgramPlaces): boolean {
  const file = fileOf(module);
  if (file === undefined || !existsSync(file)) return true;
  const manifest = resolveFrom(file, "@codex-typed/client/package.json");
  return manifest === undefined || !realPath(file).startsWith(`${realPath(dirname(manifest))}${sep}`);
}

/** The file that `specifier` is to a module at `from`; `undefined` if there is none. */
export function resolveFrom(from: string, specifier: string): string | undefined {
  try {
    return nodeModule.createRequire(from).resolve(specifier);
  } catch (error) {
    const denied = missingPermission(`look for ${specifier}`, error);
    if (denied !== undefined) throw denied;
    return undefined;
  }
}

function fileOf(place: string | undefined): string | undefined {
  if (place === undefined || place === "") return undefined;
  try {
    return place.startsWith("file:") ? fileURLToPath(place) : place;
  } catch {
    // The URL of a file on another system, where the bundle was made.
    return undefined;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
