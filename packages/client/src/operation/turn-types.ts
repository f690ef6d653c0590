/**
 * What the methods that start turns hand back, by the schema that their answer must match. Generated code knows neither turns
 * nor results; whoever implements its hooks says here what they are, in terms of `this["schema"]`.
 *
 * @example
 * ```ts
 * interface Outcomes extends TurnTypes {
 *   handle: { id: string };
 *   outcome: this["schema"] extends undefined ? string : object;
 * }
 * ```
 */
export interface TurnTypes {
  readonly schema: unknown;
  readonly handle: unknown;
  readonly outcome: unknown;
}

/**
 * The handle of a turn whose answer must match `Schema`.
 *
 * @example
 * ```ts
 * type Handle = TurnHandle<TurnTypes & { handle: string }, undefined>; // string
 * ```
 */
export type TurnHandle<Types extends TurnTypes, Schema> = (Types & { readonly schema: Schema })["handle"];

/**
 * The outcome of a turn whose answer must match `Schema`.
 *
 * @example
 * ```ts
 * type Outcome = TurnOutcome<TurnTypes & { outcome: string }, undefined>; // string
 * ```
 */
export type TurnOutcome<Types extends TurnTypes, Schema> = (Types & { readonly schema: Schema })["outcome"];
