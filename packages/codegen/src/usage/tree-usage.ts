import type { Place } from "../diff/uses.js";

/** Which way a value goes out of sight: it is read elsewhere, made elsewhere, or either. */
type Flow = "read" | "made" | "both";

/** A place where values of a type go to or come from where their fields cannot be told. */
export interface HiddenFlow {
  readonly place: Place;
  readonly flow: Flow;
  /** Whether what its fields hold is out of sight too; a spread takes along the fields alone, and they keep their types. */
  readonly deep: boolean;
  /** What takes the fields out of sight, as in `spread`. */
  readonly by: string;
}

/** A place that names a method. */
export interface MethodUse {
  readonly place: Place;
  /** Whether the compiler knows what the method takes and gives there. */
  readonly typed: boolean;
}

/** What a tree uses of a protocol. */
export class TreeUsage {
  readonly methods = new Map<string, MethodUse[]>();
  /** Where a type is named. */
  readonly types = new Map<string, Place[]>();
  /** Where a field is read or written, by {@link fieldKey}. */
  readonly fields = new Map<string, Place[]>();
  /** Where an object of a type is written down. */
  readonly made = new Map<string, Place[]>();
  readonly hidden = new Map<string, HiddenFlow[]>();
  /** The types whose fields can be followed, since what declares them lists them. */
  readonly followed: ReadonlySet<string>;
  /** Whether the compiler said what the values are. */
  readonly typed: boolean;

  constructor(typed: boolean, followed: ReadonlySet<string> = new Set()) {
    this.typed = typed;
    this.followed = followed;
  }

  useMethod(method: string, use: MethodUse): void {
    push(this.methods, method, use);
  }

  nameType(type: string, place: Place): void {
    push(this.types, type, place);
  }

  useField(type: string, fields: readonly string[], place: Place): void {
    push(this.fields, fieldKey(type, fields), place);
  }

  makeType(type: string, place: Place): void {
    push(this.made, type, place);
  }

  hide(type: string, flow: HiddenFlow): void {
    push(this.hidden, type, flow);
  }
}

/** One key for a field of a type. */
export function fieldKey(type: string, fields: readonly string[]): string {
  return [type, ...fields].join("\u0000");
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
