import path from "node:path";
import type { ts as TS } from "ts-morph";
import { Project, ts } from "../emit/ts-morph.js";
import { CodegenError } from "../errors/codegen-error.js";

/** A tree of TypeScript, read and not yet looked at. */
export interface OpenTree {
  /** The files that may use something. */
  readonly files: readonly TS.SourceFile[];
  /** How many files of JavaScript stand beside them, which the project does not compile. */
  readonly unread: number;
  /** Those, and whatever they import. */
  readonly program: TS.Program;
  /** The project file that says how they are compiled; without one the compiler cannot say what values are. */
  readonly config: string | undefined;
  /** The name of a file, as the reader knows it. */
  readonly nameOf: (file: TS.SourceFile) => string;
}

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts"];
const SCRIPTS = [".js", ".jsx", ".mjs", ".cjs"];
const LEFT_OUT = ["**/node_modules/**", "**/.*/**"];
/** What the compiler says of a project without files of its own; those of the folder are added. */
const NO_INPUTS = new Set([18002, 18003]);

/**
 * Opens the tree at `given`, a folder or a tsconfig file; a folder is compiled as the nearest tsconfig says.
 *
 * @throws CodegenError when there is no TypeScript, or a tsconfig that cannot be read.
 */
export function openTree(given: string, cwd: string, root: string): OpenTree {
  if (given === "") throw nothingThere(given);
  // A name is the way from one to the other: a link in only one of them would lead elsewhere.
  const real = (place: string): string => ts.sys.realpath?.(place) ?? place;
  const target = real(path.resolve(cwd, given));
  const isFolder = ts.sys.directoryExists(target);
  if (!isFolder && !ts.sys.fileExists(target)) throw nothingThere(given);
  if (!isFolder && !target.endsWith(".json")) throw noConfig(given);
  const config = isFolder ? ts.findConfigFile(target, (name) => ts.sys.fileExists(name)) : target;
  const project = config === undefined ? undefined : readConfig(config);
  // A project may leave files of the folder out, such as tests: they use the protocol all the same.
  const output = project?.options.outDir ?? project?.options.declarationDir;
  const excluded = output === undefined ? LEFT_OUT : [...LEFT_OUT, `${output}/**`];
  const readsScripts = project?.options.allowJs === true;
  const inFolder = (extensions: readonly string[]) =>
    isFolder ? ts.sys.readDirectory(target, extensions, excluded) : [];
  const listed = isFolder
    ? inFolder(readsScripts ? [...EXTENSIONS, ...SCRIPTS] : EXTENSIONS)
    : (project?.fileNames ?? []);
  if (listed.length === 0) throw noTypeScript(given);
  const options = { ...project?.options, noEmit: true, skipLibCheck: true, noResolve: project === undefined };
  const program = ts.createProgram({
    rootNames: [...new Set([...(project?.fileNames ?? []), ...listed])],
    options,
    host: hostOf(options),
  });
  const wanted = new Set(listed.map((name) => path.resolve(name)));
  return {
    program,
    config,
    unread: readsScripts ? 0 : inFolder(SCRIPTS).length,
    files: program.getSourceFiles().filter(({ fileName }) => wanted.has(path.resolve(fileName))),
    nameOf: ({ fileName }) => path.relative(real(root), fileName).replaceAll("\\", "/"),
  };
}

const LANGUAGE = "/node_modules/typescript/lib";

/**
 * The disk, and the declarations of the language, which ts-morph keeps in memory. Its own programs do not read `"type"` in a
 * package.json, so that under NodeNext each file would be CommonJS, and packages for ESM alone would not be found.
 */
function hostOf(options: TS.CompilerOptions): TS.CompilerHost {
  const language = new Project({ skipAddingFilesFromTsConfig: true }).getModuleResolutionHost();
  const disk = ts.createCompilerHost(options, true);
  const onDisk = { ...disk };
  const isLanguage = (name: string) => name.startsWith(`${LANGUAGE}/lib.`);
  return Object.assign(disk, {
    getDefaultLibLocation: () => LANGUAGE,
    getDefaultLibFileName: (given: TS.CompilerOptions) => `${LANGUAGE}/${ts.getDefaultLibFileName(given)}`,
    fileExists: (name: string) => (isLanguage(name) ? language.fileExists(name) : onDisk.fileExists(name)),
    readFile: (name: string) => (isLanguage(name) ? language.readFile(name) : onDisk.readFile(name)),
  });
}

function readConfig(file: string): TS.ParsedCommandLine {
  const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  const config: unknown = read.config;
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(file), undefined, file);
  const wrong = read.error ?? parsed.errors.find(({ code }) => !NO_INPUTS.has(code));
  if (wrong === undefined) return parsed;
  throw new CodegenError({
    message: "The tsconfig of the tree cannot be read.",
    file,
    found: ts.flattenDiagnosticMessageText(wrong.messageText, " "),
    expected:
      "a project that the compiler takes; without its settings nobody knows what the values in the tree are",
    fix: "Mend it, or install what it extends.",
  });
}

function nothingThere(given: string): CodegenError {
  return new CodegenError({
    message: "There is no tree at this path.",
    file: given,
    found: "nothing",
    expected: "a folder with TypeScript in it, or a tsconfig file",
    fix: "Correct what --used-by names.",
  });
}

function noConfig(given: string): CodegenError {
  return new CodegenError({
    message: "This file is no tsconfig.",
    file: given,
    expected: "a folder with TypeScript in it, or a tsconfig file, whose name ends in .json",
    fix: "Name the folder with --used-by.",
  });
}

function noTypeScript(given: string): CodegenError {
  return new CodegenError({
    message: "There is no TypeScript in this tree, so nothing could be found that it uses.",
    file: given,
    expected: `files that end in ${EXTENSIONS.join(", ")}, outside of node_modules`,
    fix: "Name the folder that holds the sources with --used-by.",
  });
}
