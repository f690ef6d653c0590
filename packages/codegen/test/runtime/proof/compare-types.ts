import { ts } from "ts-morph";

/** What two declarations of one name say differently, a line for each place. */
export class TypeComparison {
  readonly #checker: ts.TypeChecker;
  readonly #names: ReadonlySet<string>;
  readonly #differences: string[] = [];
  readonly #compared = new Set<string>();

  /** @param names What is compared by itself, and therefore not looked into where it is only mentioned. */
  constructor(checker: ts.TypeChecker, names: ReadonlySet<string>) {
    this.#checker = checker;
    this.#names = names;
  }

  /** The differences so far. */
  get differences(): readonly string[] {
    return this.#differences;
  }

  /** Compares `ours` with the witness, `null`, `undefined` and the kind of number aside. */
  compare(ours: ts.Type, theirs: ts.Type, at: string): void {
    const name = nameOf(ours);
    if (name !== undefined && name !== at && name === nameOf(theirs) && this.#names.has(name)) return;
    const pair = `${idOf(ours)}:${idOf(theirs)}`;
    if (this.#compared.has(pair)) return;
    this.#compared.add(pair);

    const [left, right] = [this.#take(ours), this.#take(theirs)];
    if (left.anything || right.anything) {
      this.#same(
        at,
        left.anything ? "anything" : this.#print(ours),
        right.anything ? "anything" : this.#print(theirs),
      );
      return;
    }
    this.#same(at, left.scalars.join(" | "), right.scalars.join(" | "));
    this.#compareLists(left.lists, right.lists, at);
    this.#compareObjects(left.objects, right.objects, at);
  }

  #compareLists(ours: readonly ts.Type[], theirs: readonly ts.Type[], at: string): void {
    this.#same(at, `${ours.length} lists`, `${theirs.length} lists`);
    for (const [index, list] of ours.entries()) {
      const other = theirs[index];
      if (other !== undefined) this.compare(this.#elementOf(list), this.#elementOf(other), `${at}[]`);
    }
  }

  #compareObjects(ours: readonly ts.Type[], theirs: readonly ts.Type[], at: string): void {
    const [left] = ours;
    const [right] = theirs;
    if (left !== undefined && right !== undefined && ours.length === 1 && theirs.length === 1) {
      this.#compareKeys(left, right, at);
      return;
    }
    // Cases of a union are told apart by their tags, or else by their keys.
    const [leftCases, rightCases] = [this.#cases(ours), this.#cases(theirs)];
    for (const label of new Set([...leftCases.keys(), ...rightCases.keys()])) {
      const [one, other] = [leftCases.get(label), rightCases.get(label)];
      if (one === undefined || other === undefined) {
        this.#same(
          `${at}<${label}>`,
          one === undefined ? "no such case" : "a case",
          other === undefined ? "no such case" : "a case",
        );
      } else this.#compareKeys(one, other, `${at}<${label}>`);
    }
  }

  #compareKeys(ours: ts.Type, theirs: ts.Type, at: string): void {
    const [left, right] = [this.#keys(ours), this.#keys(theirs)];
    this.#same(at, [...left.keys()].sort().join(" "), [...right.keys()].sort().join(" "));
    for (const [name, key] of left) {
      const other = right.get(name);
      if (other !== undefined) this.compare(this.#typeOf(key), this.#typeOf(other), `${at}.${name}`);
    }
    this.#compareIndexes(ours, theirs, [...left.values()], at);
  }

  #compareIndexes(ours: ts.Type, theirs: ts.Type, listed: readonly ts.Symbol[], at: string): void {
    const [left, right] = [this.#indexOf(ours), this.#indexOf(theirs)];
    // An empty struct: the witness forbids keys, we let those of a newer server through.
    const open = listed.length === 0 && left !== undefined && (left.flags & ts.TypeFlags.Unknown) !== 0;
    if (open && (right === undefined || (right.flags & ts.TypeFlags.Never) !== 0)) return;
    if (left === undefined || right === undefined) {
      this.#same(
        `${at}[key]`,
        left === undefined ? "closed" : "a map",
        right === undefined ? "closed" : "a map",
      );
      return;
    }
    if (listed.length === 0) {
      this.compare(left, right, `${at}[key]`);
      return;
    }
    // Ours must admit the listed keys as well; the witness writes an intersection instead, which no literal satisfies.
    const admitted = new Set(listed.flatMap((key) => membersOf(this.#typeOf(key))));
    const own = membersOf(left).filter((member) => !admitted.has(member));
    const [value = left, ...more] = own;
    this.#same(`${at}[key]`, `${more.length} further types of value`, "0 further types of value");
    this.compare(value, right, `${at}[key]`);
  }

  #take(type: ts.Type): Taken {
    const taken: Taken = { anything: false, scalars: [], lists: [], objects: [] };
    const scalars = new Set<string>();
    for (const member of membersOf(type)) {
      if ((member.flags & ts.TypeFlags.Unknown) !== 0) taken.anything = true;
      else if ((member.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0) continue;
      else if ((member.flags & ts.TypeFlags.BooleanLike) !== 0) scalars.add("boolean");
      else if ((member.flags & (ts.TypeFlags.Number | ts.TypeFlags.BigInt)) !== 0) scalars.add("number");
      else if (isOpenString(member)) scalars.add("string");
      else if (this.#checker.isArrayType(member)) taken.lists.push(member);
      else if ((member.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0)
        taken.objects.push(member);
      else scalars.add(this.#print(member));
    }
    // A union with `string` swallows its literals, unless it is written as ours are.
    taken.scalars.push(
      ...[...scalars].filter((one) => !scalars.has("string") || !one.startsWith('"')).sort(),
    );
    // The witness's JsonValue: our `unknown`.
    if (["boolean", "number", "string"].every((name) => scalars.has(name)) && taken.lists.length === 1)
      taken.anything = true;
    return taken;
  }

  #cases(types: readonly ts.Type[]): Map<string, ts.Type> {
    return new Map(types.map((type) => [this.#label(type), type]));
  }

  #label(type: ts.Type): string {
    const keys = this.#keys(type);
    const tags = [...keys].flatMap(([name, key]) => {
      const value = this.#typeOf(key);
      return value.isStringLiteral() ? [`${name}=${value.value}`] : [];
    });
    return (tags.length > 0 ? tags : [...keys.keys()]).sort().join(",");
  }

  #keys(type: ts.Type): Map<string, ts.Symbol> {
    return new Map(this.#checker.getPropertiesOfType(type).map((key) => [key.name, key]));
  }

  #typeOf(key: ts.Symbol): ts.Type {
    return this.#checker.getTypeOfSymbol(key);
  }

  #indexOf(type: ts.Type): ts.Type | undefined {
    return this.#checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
  }

  #elementOf(list: ts.Type): ts.Type {
    return this.#checker.getTypeArguments(list as ts.TypeReference)[0] ?? list;
  }

  #print(type: ts.Type): string {
    return this.#checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  #same(at: string, ours: string, theirs: string): void {
    if (ours !== theirs) this.#differences.push(`${at}: ${ours || "nothing"} ≠ ${theirs || "nothing"}`);
  }
}

interface Taken {
  anything: boolean;
  readonly scalars: string[];
  readonly lists: ts.Type[];
  readonly objects: ts.Type[];
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** A string, or `string & {}`: a string beside literals. */
function isOpenString(type: ts.Type): boolean {
  if ((type.flags & ts.TypeFlags.String) !== 0) return true;
  return type.isIntersection() && type.types.some((part) => (part.flags & ts.TypeFlags.String) !== 0);
}

function nameOf(type: ts.Type): string | undefined {
  return type.aliasSymbol?.name ?? (type.isClassOrInterface() ? type.symbol.name : undefined);
}

/** The checker's own number of a type, which its public face leaves out. */
function idOf(type: ts.Type): number {
  return (type as ts.Type & { readonly id: number }).id;
}
