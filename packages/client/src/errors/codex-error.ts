import { isError } from "./is-error.js";

/** In the global registry, so that every copy of this package (ESM, CJS, another realm) brands alike. */
const brand = Symbol.for("@codex-typed/error");

/**
 * The base of every error that this package throws. Each subclass has a stable `name` (it survives
 * minification) and a guard named after it.
 *
 * @example
 * ```ts
 * try {
 *   await thread.run("Summarise this repository");
 * } catch (error) {
 *   if (!isCodexError(error)) throw error;
 *   process.exitCode = 1;
 *   process.stderr.write(`${error.name}: ${error.message}\n`);
 * }
 * ```
 */
export abstract class CodexError extends Error {
  static {
    brandError(this, "CodexError");
  }

  /**
   * What `JSON.stringify` takes of it: `name`, `message`, the fields of its class and its `cause` in the same form. No stack. Of the
   * errors of others, which may carry arguments and environments, only `name`, `message` and `code`.
   */
  toJSON(): ErrorJson {
    return jsonOf(this, DEEPEST_CAUSE);
  }
}

/** An error as JSON. */
interface ErrorJson {
  readonly [field: string]: unknown;
  /** The name of its class. */
  readonly name: string;
  /** What went wrong, in words. */
  readonly message: string;
}

/** Causes may go round in a circle. */
const DEEPEST_CAUSE = 8;

function jsonOf(error: Error, depth: number): ErrorJson {
  const { name, message, cause } = error;
  const fields = isCodexError(error)
    ? { ...error }
    : { code: "code" in error ? plain(error.code) : undefined };
  const members = { name, message, ...fields, cause: isError(cause) ? nested(cause, depth) : plain(cause) };
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as typeof members;
}

function nested(cause: Error, depth: number): ErrorJson | undefined {
  return depth === 0 ? undefined : jsonOf(cause, depth - 1);
}

/** Nobody knows what stands in an object of somebody else's. */
function plain(value: unknown): unknown {
  return value === null || ["string", "number", "boolean"].includes(typeof value) ? value : undefined;
}

type ErrorClass<T extends CodexError> = (abstract new (...args: never[]) => T) & { readonly prototype: T };

/**
 * Gives an error class its stable name and its place in the chain that guards read. Called once per
 * class, from a static block.
 *
 * @example
 * ```ts
 * class TurnFailedError extends CodexError {
 *   static {
 *     brandError(this, "TurnFailedError");
 *   }
 * }
 * ```
 */
export function brandError<T extends CodexError>(type: ErrorClass<T>, name: string): void {
  const chain = [...brandsOf(Object.getPrototypeOf(type.prototype)), name];
  // On the prototype and not enumerable, as `name` of the built-in errors is.
  Object.defineProperty(type.prototype, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(type.prototype, brand, { value: chain });
}

/**
 * Makes the guard of a branded error class. Unlike `instanceof` it also recognises errors that came from
 * another realm or from the other module system's copy of this package.
 *
 * @example
 * ```ts
 * export const isTurnFailedError = errorGuard(TurnFailedError);
 * ```
 */
export function errorGuard<T extends CodexError>(type: ErrorClass<T>): (value: unknown) => value is T {
  const name = brandsOf(type.prototype).at(-1);
  return (value): value is T => name !== undefined && brandsOf(value).includes(name);
}

/**
 * Whether a value is an error of this package.
 *
 * @example
 * ```ts
 * if (isCodexError(error)) console.error(error.name, error.message);
 * ```
 */
export const isCodexError = errorGuard(CodexError);

function brandsOf(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null || !(brand in value)) return [];
  const chain = value[brand];
  return Array.isArray(chain) ? chain : [];
}
