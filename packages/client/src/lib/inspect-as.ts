type Inspect = (value: unknown, options: object) => string;

/**
 * Lets `console.log` and `util.inspect` of Node show an instance of a class on one line, by what `describe` says of it. Nothing else sees it.
 */
export function inspectAs<T extends object>(
  type: { readonly prototype: T },
  name: string,
  describe: (instance: T) => object,
): void {
  Object.defineProperty(type.prototype, Symbol.for("nodejs.util.inspect.custom"), {
    configurable: true,
    writable: true,
    value(this: T, _depth: number, options: object, inspect: Inspect): string {
      return `${name} ${inspect(describe(this), { ...options, breakLength: Infinity, compact: 3 })}`;
    },
  });
}
