/**
 * Where `@openai/codex` keeps the binary of one platform: the npm package, and the path inside it.
 *
 * @example
 * ```ts
 * const target: RuntimeTarget = {
 *   packageName: "@openai/codex-win32-x64",
 *   triple: "x86_64-pc-windows-msvc",
 *   executable: "codex.exe",
 * };
 * ```
 */
export interface RuntimeTarget {
  readonly packageName: string;
  readonly triple: string;
  readonly executable: string;
}

// As `bin/codex.js` of @openai/codex 0.171.0 has it. Android runs the (static) Linux binary.
const systems = {
  linux: { package: "linux", triple: "unknown-linux-musl", executable: "codex" },
  android: { package: "linux", triple: "unknown-linux-musl", executable: "codex" },
  darwin: { package: "darwin", triple: "apple-darwin", executable: "codex" },
  win32: { package: "win32", triple: "pc-windows-msvc", executable: "codex.exe" },
} as const;
const processors = { x64: "x86_64", arm64: "aarch64" } as const;

/**
 * The runtime target of a platform, in the words of `process.platform` and `process.arch`; `undefined` where no
 * binary is shipped.
 *
 * @example
 * ```ts
 * runtimeTarget("darwin", "arm64")?.packageName; // "@openai/codex-darwin-arm64"
 * ```
 */
export function runtimeTarget(platform: string, arch: string): RuntimeTarget | undefined {
  if (!Object.hasOwn(systems, platform) || !Object.hasOwn(processors, arch)) return undefined;
  const system = systems[platform as keyof typeof systems];
  return {
    packageName: `@openai/codex-${system.package}-${arch}`,
    triple: `${processors[arch as keyof typeof processors]}-${system.triple}`,
    executable: system.executable,
  };
}
