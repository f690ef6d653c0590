// The reference: a page for each export of each entry, from the TSDoc of the sources.
import { join } from "node:path";
import {
  Application,
  Converter,
  type CommentDisplayPart,
  type DeclarationReflection,
  Logger,
  LogLevel,
  type ProjectReflection,
  type Reflection,
  type TypeDocOptions,
} from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { modules } from "../navigation.js";
import { pages, root, site } from "../places.js";

const options: TypeDocOptions & Partial<PluginOptions> = {
  name: "API reference",
  entryPoints: modules.map(({ source }) => join(root, source)),
  tsconfig: join(site, "tsconfig.typedoc.json"),
  plugin: ["typedoc-plugin-markdown"],
  outputs: [{ name: "markdown", path: join(pages, "api") }],
  readme: "none",
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeExternals: true,
  // The compiler has its own step.
  skipErrorChecking: true,
  sort: ["source-order"],
  entryFileName: "index",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: "table",
  enumMembersFormat: "table",
  typeDeclarationFormat: "table",
  propertiesFormat: "list",
  // Vue reads what stands in angle brackets and in double braces.
  sanitizeComments: true,
  useHTMLEncodedBrackets: true,
  validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false },
};

/** What is wanting in the reference. */
export interface ApiReport {
  /** Exports without a word of docs. */
  readonly undocumented: readonly string[];
  /** What typedoc warns of: links that lead nowhere. */
  readonly warnings: readonly string[];
}

/** Writes the reference to `api/` among the pages. */
export async function stageApi(): Promise<ApiReport> {
  const app = await Application.bootstrapWithPlugins(options);
  const warnings: string[] = [];
  app.logger = new (class extends Logger {
    override log(message: string, level: LogLevel): void {
      if (level >= LogLevel.Warn) warnings.push(message);
    }
  })();
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    nameModules(project);
    hideMarks(project);
    leadLinks(project);
  });
  const project = await app.convert();
  if (project === undefined) throw new Error(`typedoc cannot read the sources:\n${warnings.join("\n")}`);
  takeInMethods(project);
  app.validate(project);
  await app.generateOutputs(project);
  return { undocumented: undocumented(project), warnings };
}

/** typedoc names a module after its file, and its folder in the reference after that. */
function nameModules(project: ProjectReflection): void {
  for (const module of project.children ?? []) {
    const named = modules.find(
      ({ source }) => source.replace(/^packages\//, "").replace(/(\/index)?\.ts$/, "") === module.name,
    );
    if (named === undefined) throw new Error(`no entry of navigation.ts is ${module.name}`);
    module.name = named.folder;
  }
}

/** What tells types apart for the compiler alone, by a symbol that nobody has. */
function hideMarks(project: ProjectReflection): void {
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.name === "[admits]") project.removeReflection(reflection);
  }
}

/** Methods that the generator writes stand on classes which are not exported: users find them on these. */
const SURFACES: Readonly<Record<string, string>> = {
  CodexMethods: "Codex",
  ThreadMethods: "Thread",
  ThreadGoalMethods: "ThreadGoals",
};

/** Shows those methods as the class's own, after those that make one, and before the rest. */
function takeInMethods(project: ProjectReflection): void {
  const isTakenIn = ({ name }: { readonly name: string }): boolean => (name.split(".")[0] ?? "") in SURFACES;
  for (const name of Object.values(SURFACES)) {
    const owner = project.getChildByName(["client", name]);
    if (!owner?.isDeclaration()) throw new Error(`the client exports no ${name}`);
    delete owner.typeHierarchy;
    const methods = (owner.children ?? []).filter(
      (child) => child.inheritedFrom && isTakenIn(child.inheritedFrom),
    );
    const taken = new Set<Reflection>(methods);
    if (methods.length === 0) throw new Error(`${name} inherits no method that the generator writes`);
    const rank = (child: Reflection): number => (child.flags.isStatic ? 0 : taken.has(child) ? 1 : 2);
    for (const group of owner.groups ?? []) group.children.sort((a, b) => rank(a) - rank(b));
    for (const method of methods) {
      delete method.inheritedFrom;
      for (const signature of method.signatures ?? []) delete signature.inheritedFrom;
    }
  }
}

/** Leads links to what is not exported itself, or is no name in the module that mentions it, to where it stands. */
function leadLinks(project: ProjectReflection): void {
  const target = (text: string): DeclarationReflection | undefined => {
    const [owner = "", ...rest] = text.trim().split(/[.#]/);
    const found =
      owner in SURFACES
        ? project.getChildByName(["client", SURFACES[owner] ?? "", ...rest])
        : (project.getChildByName(["types", owner]) ??
          project.getChildByName(["types", "Experimental", owner]));
    return found?.isDeclaration() ? found : undefined;
  };
  const mend = (part: CommentDisplayPart): void => {
    if (part.kind !== "inline-tag" || part.tag !== "@link") return;
    const isElsewhere = part.target === undefined || /^\w+Methods\b/.test(part.text);
    const found = isElsewhere ? target(part.text.split("|")[0] ?? "") : undefined;
    if (found)
      Object.assign(part, {
        target: found,
        text: /^\w+Methods\./.test(part.text) ? nameOf(part.text) : part.text,
      });
  };
  for (const { comment } of Object.values(project.reflections)) {
    comment?.summary.forEach(mend);
    comment?.blockTags.forEach(({ content }) => {
      content.forEach(mend);
    });
  }
}

/** `CodexMethods.startThread` → `Codex.startThread`. */
function nameOf(text: string): string {
  return text.replace(/^\w+/, (owner) => SURFACES[owner] ?? owner);
}

/** The protocol's types have what docs the runtime's schema has, which is often none. */
function undocumented(project: ProjectReflection): readonly string[] {
  return (project.children ?? [])
    .filter(({ name }) => name !== "types")
    .flatMap((module) =>
      (module.children ?? [])
        .filter(
          (child) =>
            !child.isReference() &&
            !child.hasComment() &&
            !(child.signatures ?? []).some((signature) => signature.hasComment()),
        )
        .map(({ name }) => `${module.name}: ${name}`),
    );
}
