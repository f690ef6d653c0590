import type { ts as TS } from "ts-morph";
import { ts } from "../../emit/ts-morph.js";
import { ProtocolDeclarations } from "../declarations.js";
import type { OpenTree } from "../open-tree.js";
import { TreeUsage } from "../tree-usage.js";
import type { Wanted } from "../wanted.js";
import { readFields } from "./read-fields.js";
import { readFlows } from "./read-flows.js";
import { readMethodString, readRpcChain } from "./read-methods.js";
import { readWholeType, readTypeName } from "./read-names.js";
import type { Reading, TypedReading } from "./reading.js";
import { HeldTypes } from "./held-types.js";

/** Finds what a tree uses of a protocol. What declares the protocol itself uses nothing. */
export function readTree({ files, program, config, nameOf }: OpenTree, wanted: Wanted): TreeUsage {
  const typed = config !== undefined;
  const declarations = new ProtocolDeclarations(program, wanted, typed);
  const checker = typed ? program.getTypeChecker() : undefined;
  const held = checker === undefined ? undefined : new HeldTypes(checker, declarations);
  const usage = new TreeUsage(typed, declarations.followed());
  for (const file of files) {
    if (declarations.isOfProtocol(file)) continue;
    const name = nameOf(file);
    const placeOf = (node: TS.Node) => {
      const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
      return { file: name, line: line + 1, column: character + 1 };
    };
    const reading = { wanted, declarations, usage, placeOf };
    readFile(
      file,
      reading,
      held === undefined || checker === undefined ? undefined : { ...reading, checker, held },
    );
  }
  return usage;
}

function readFile(file: TS.SourceFile, reading: Reading, typed: TypedReading | undefined): void {
  const visit = (node: TS.Node): void => {
    if (reading.declarations.declares(node)) return;
    readMethodString(node, reading, typed?.checker);
    readRpcChain(node, reading, typed?.checker);
    readTypeName(node, reading, typed?.checker);
    if (typed !== undefined) {
      readFields(node, typed);
      readFlows(node, typed);
      readWholeType(node, typed);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}
