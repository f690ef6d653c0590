/** Files as they stand on disk, path within the output folder → text, sorted by path. */
export type OutputFiles = ReadonlyMap<string, string>;
