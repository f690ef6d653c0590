import type { ts as TS } from "ts-morph";
import { optionsName } from "../emit/surface/options.js";
import { ts } from "../emit/ts-morph.js";
import { PROVENANCE } from "../output/provenance.js";
import { SURFACE_TABLE } from "../surface/table.js";
import type { SurfaceRow } from "../surface/surface.js";
import type { Wanted } from "./wanted.js";

/** What of the protocol a declaration stands for. */
export type Meaning =
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "field"; readonly type: string; readonly fields: readonly string[] }
  | { readonly kind: "method"; readonly method: string }
  | { readonly kind: "highLevel"; readonly row: SurfaceRow };

type TypeDeclaration = TS.InterfaceDeclaration | TS.TypeAliasDeclaration | TS.EnumDeclaration;

/**
 * Where a program declares the protocol. Any generator may have written it, so a type of the protocol is known by its name, and by
 * having fields that the protocol gives it.
 */
export class ProtocolDeclarations {
  readonly #wanted: Wanted;
  readonly #checker: TS.TypeChecker | undefined;
  readonly #types = new Map<TS.Node, string>();
  readonly #rpc = new Set<TS.Node>();
  readonly #classes = new Map<TS.Node, string>();

  constructor(program: TS.Program, wanted: Wanted, typed: boolean) {
    this.#wanted = wanted;
    this.#checker = typed ? program.getTypeChecker() : undefined;
    for (const file of program.getSourceFiles()) {
      if (!program.isSourceFileDefaultLibrary(file)) this.#readFile(file);
    }
  }

  /** The types of the protocol that are declared with all their fields in sight. */
  followed(): ReadonlySet<string> {
    const followed = new Set<string>();
    const lost = new Set<string>();
    for (const [node, type] of this.#types) {
      // The options of a high-level method have fields that are no params.
      if (isTypeDeclaration(node) && node.name.text !== type) continue;
      (this.#isInSight(node) ? followed : lost).add(type);
    }
    return new Set([...followed].filter((type) => !lost.has(type)));
  }

  /** What of the protocol `symbol` stands for, if anything; a field of several variants stands for several. */
  meaningsOf(symbol: TS.Symbol): readonly Meaning[] {
    const roots = this.#checker?.getRootSymbols(symbol) ?? [symbol];
    const nodes = roots.flatMap(({ declarations }) => declarations ?? []);
    return nodes.flatMap((node) => this.#meaningOf(node) ?? []);
  }

  /** Whether `node` declares a type of the protocol, so that nothing in it is use. */
  declares(node: TS.Node): boolean {
    return this.#types.has(node) || this.#rpc.has(node);
  }

  /** Whether the file holds nothing but declarations of the protocol, or was written by a generator of such. */
  isOfProtocol(file: TS.SourceFile): boolean {
    const text = file.text.slice(0, file.statements[0]?.getStart(file) ?? file.text.length);
    if (text.startsWith(PROVENANCE)) return true;
    const generated = /generated/i.test(text);
    const plain = file.statements.every(
      (statement) =>
        isTypeDeclaration(statement) ||
        ts.isImportDeclaration(statement) ||
        ts.isExportDeclaration(statement),
    );
    if (!plain) return false;
    const types = file.statements.filter(isTypeDeclaration);
    const known = types.filter((type) => this.#types.has(type));
    if (types.length === 0) return generated;
    return known.length > 0 && (generated || known.length === types.length);
  }

  #readFile(file: TS.SourceFile): void {
    const visit = (statement: TS.Statement): void => {
      if (
        ts.isModuleDeclaration(statement) &&
        statement.body !== undefined &&
        ts.isModuleBlock(statement.body)
      ) {
        statement.body.statements.forEach(visit);
      } else if (isTypeDeclaration(statement)) {
        const name = statement.name.text;
        if (this.#isOfProtocol(statement, name)) this.#types.set(statement, name);
        else if (ts.isInterfaceDeclaration(statement) && name.endsWith("Rpc")) this.#rpc.add(statement);
      } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
        const on = /^(\w+)Methods$/.exec(statement.name.text)?.[1];
        if (on !== undefined && SURFACE_TABLE.some((row) => row.on === on)) this.#classes.set(statement, on);
      }
    };
    const classes = this.#classes.size;
    file.statements.forEach(visit);
    if (this.#classes.size > classes) this.#readOptions(file);
  }

  /** The options of the high-level methods are fields of their requests' params. */
  #readOptions(file: TS.SourceFile): void {
    for (const row of SURFACE_TABLE) {
      const name = optionsName(row);
      const [params] = this.#wanted.paramsOf.get(row.request) ?? [];
      if (params === undefined) continue;
      for (const statement of file.statements) {
        if (!ts.isInterfaceDeclaration(statement)) continue;
        if ([name, `Structured${name}`].includes(statement.name.text)) this.#types.set(statement, params);
      }
    }
  }

  #isOfProtocol(node: TypeDeclaration, name: string): boolean {
    const fields = this.#wanted.types.get(name);
    if (fields === undefined) return false;
    if (this.#checker === undefined) return true;
    const type = this.#checker.getTypeAtLocation(node.name);
    const own = (type.isUnion() ? type.types : [type]).flatMap((one) => one.getProperties());
    if (fields.size === 0) return (type.flags & ts.TypeFlags.Object) === 0;
    const isObject = type.isUnionOrIntersection() || (type.flags & ts.TypeFlags.Object) !== 0;
    return !isObject || own.length === 0 || own.some((property) => fields.has(property.name));
  }

  #isInSight(node: TS.Node): boolean {
    if (this.#checker === undefined || !isTypeDeclaration(node)) return false;
    const type = this.#checker.getTypeAtLocation(node.name);
    if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0) {
      return this.#wanted.types.get(node.name.text)?.size === 0;
    }
    const members = (type.isUnion() ? type.types : [type]).filter(isObject);
    if (members.some((one) => this.#checker?.isArrayType(one) === true)) return true;
    return members
      .flatMap((one) => one.getProperties())
      .every((property) => this.meaningsOf(property).some(({ kind }) => kind === "field"));
  }

  #meaningOf(declaration: TS.Node): Meaning | undefined {
    const names: string[] = [];
    for (let node: TS.Node = declaration; !ts.isSourceFile(node); node = node.parent) {
      if (ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isMethodDeclaration(node)) {
        names.unshift(textOf(node.name));
      }
      const type = this.#types.get(node);
      if (type !== undefined) {
        return names.length === 0 ? { kind: "type", type } : { kind: "field", type, fields: names };
      }
      if (this.#rpc.has(node)) {
        const method = names.join("/");
        return this.#wanted.methods.has(method) ? { kind: "method", method } : undefined;
      }
      const on = this.#classes.get(node);
      if (on !== undefined) {
        const row = SURFACE_TABLE.find((one) => one.on === on && one.name === names[0]);
        return row === undefined ? undefined : { kind: "highLevel", row };
      }
    }
    return undefined;
  }
}

/** Not `string & {}`, which is a string. */
function isObject(type: TS.Type): boolean {
  return type.isIntersection() ? type.types.every(isObject) : (type.flags & ts.TypeFlags.Object) !== 0;
}

function isTypeDeclaration(node: TS.Node): node is TypeDeclaration {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node);
}

function textOf(name: TS.PropertyName): string {
  return ts.isComputedPropertyName(name) ? "" : name.text;
}
