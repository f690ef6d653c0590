import type { ts as TS } from "ts-morph";
import { ts } from "../../emit/ts-morph.js";
import type { ProtocolDeclarations } from "../declarations.js";

/** How many layers of lists, promises and objects around a type are looked through. */
const DEEPEST = 6;

/** Says which types of the protocol a value holds, itself or in lists, promises and objects around it. */
export class HeldTypes {
  readonly #checker: TS.TypeChecker;
  readonly #declarations: ProtocolDeclarations;
  readonly #known = new Map<TS.Type, ReadonlySet<string>>();

  constructor(checker: TS.TypeChecker, declarations: ProtocolDeclarations) {
    this.#checker = checker;
    this.#declarations = declarations;
  }

  /** The types of the protocol in a value of `type`. */
  in(type: TS.Type): ReadonlySet<string> {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    const found = new Set<string>();
    this.#collect(type, found, new Set(), 0);
    this.#known.set(type, found);
    return found;
  }

  /** The types of the protocol that `type` itself is: those of its variants, and none that its fields hold. */
  itself(type: TS.Type): ReadonlySet<string> {
    const members = type.isUnionOrIntersection() ? [type, ...type.types] : [type];
    return new Set(members.flatMap((one) => this.#named(one)));
  }

  #collect(type: TS.Type, found: Set<string>, seen: Set<TS.Type>, depth: number): void {
    if (depth > DEEPEST || seen.has(type)) return;
    seen.add(type);
    const own = this.#named(type);
    for (const name of own) found.add(name);
    const members = type.isUnionOrIntersection() ? type.types : [];
    const bases = type.isClassOrInterface() ? this.#checker.getBaseTypes(type) : [];
    for (const inner of [...members, ...bases, ...argumentsOf(type, this.#checker)]) {
      this.#collect(inner, found, seen, depth + 1);
    }
    // What a type of the protocol holds in its fields, the protocol says.
    if (own.length > 0 || !isOwnObject(type)) return;
    for (const property of type.getProperties()) {
      for (const meaning of this.#declarations.meaningsOf(property)) {
        if (meaning.kind === "field") found.add(meaning.type);
      }
      this.#collect(this.#checker.getTypeOfSymbol(property), found, seen, depth + 2);
    }
  }

  #named(type: TS.Type): readonly string[] {
    return [type.aliasSymbol, type.getSymbol()].flatMap((symbol) =>
      symbol === undefined
        ? []
        : this.#declarations
            .meaningsOf(symbol)
            .flatMap((meaning) =>
              meaning.kind === "type" || meaning.kind === "field" ? [meaning.type] : [],
            ),
    );
  }
}

function argumentsOf(type: TS.Type, checker: TS.TypeChecker): readonly TS.Type[] {
  const isReference =
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    ((type as TS.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
  return [
    ...(isReference ? checker.getTypeArguments(type as TS.TypeReference) : []),
    ...(type.aliasTypeArguments ?? []),
  ];
}

/** An object that the tree or a library lays out, not one of the language or a function. */
function isOwnObject(type: TS.Type): boolean {
  if ((type.flags & ts.TypeFlags.Object) === 0 || type.getCallSignatures().length > 0) return false;
  const [declaration] = type.getSymbol()?.declarations ?? [];
  const file = declaration?.getSourceFile().fileName ?? "";
  return !/\/lib\.[\w.]+\.d\.ts$|\/@types\/node\//.test(file);
}
