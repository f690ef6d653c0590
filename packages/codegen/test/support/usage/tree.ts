import type { Change, ProtocolDiff } from "../../../src/diff/diff.js";
import { diffProtocols } from "../../../src/diff/diff-protocols.js";
import { placeWords } from "../../../src/diff/render/words.js";
import { Project } from "../../../src/emit/ts-morph.js";
import type { OpenTree } from "../../../src/usage/open-tree.js";
import { readTree } from "../../../src/usage/read/read-tree.js";
import { TypeLinks } from "../../../src/usage/type-links.js";
import { usedChanges } from "../../../src/usage/used-changes.js";
import { wantedOf } from "../../../src/usage/wanted.js";
import { protocol, type Sketch } from "../diff/build.js";

/** Files by name; those below `protocol/` declare the protocol. */
export type Tree = Readonly<Record<string, string>>;

/** A tree in memory. */
function treeOf(files: Tree, typed = true): OpenTree {
  const project = new Project({
    useInMemoryFileSystem: true,
    // A library of one file: reading all of them takes longer than the tests.
    compilerOptions: { lib: ["lib.es5.d.ts"], strict: true, noResolve: !typed },
  });
  for (const [name, text] of Object.entries(files)) project.createSourceFile(`/${name}`, text);
  const program = project.getProgram().compilerObject;
  return {
    program,
    config: typed ? "/tsconfig.json" : undefined,
    files: program.getSourceFiles().filter(({ fileName }) => fileName.slice(1) in files),
    unread: 0,
    nameOf: ({ fileName }) => fileName.slice(1),
  };
}

/** What `files` use of the changes between two protocols. */
export function diffFor(before: Sketch, after: Sketch, files: Tree, typed = true): ProtocolDiff {
  const sides = [protocol(before), protocol(after)] as const;
  const tree = treeOf(files, typed);
  return usedChanges(diffProtocols(...sides), readTree(tree, wantedOf(sides)), new TypeLinks(sides), {
    tree: "src",
    files: tree.files.length,
    unread: tree.unread,
  });
}

/** The changes told of, each with the lines that use it; those in doubt with a question mark. */
export function told({ changes }: ProtocolDiff): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    changes.map((change) => [labelled(change), (change.uses?.places ?? []).map(placeWords)]),
  );
}

function labelled({ path, name, uses }: Change): string {
  return `${path}${name === null ? "" : ` ${name}`}${uses?.doubt === null ? "" : " ?"}`;
}
