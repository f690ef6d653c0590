/**
 * An environment of nothing but what is named: variables of this process, where they are set, and others. For `runtime.env`, which is
 * otherwise all that this process has, secrets of other programs included; and what the runtime has, the agent's commands see.
 *
 * The runtime needs little: `PATH` to find programs, `HOME` (of Windows `USERPROFILE`) for `~/.codex` and for what commands keep
 * there, `CODEX_HOME` where its files are elsewhere, `TMPDIR` (`TEMP`, `TMP`) where that is not the system's; `HTTPS_PROXY`, `NO_PROXY`
 * and `SSL_CERT_FILE` behind a proxy; each variable that its configuration names, such as that of an `env_key`. On Windows no
 * program starts without `SystemRoot`, `SystemDrive`, `ComSpec` and `PATHEXT`.
 *
 * @param names Variables to pass on.
 * @param extra Variables with values of their own, over the former.
 * @example
 * ```ts
 * const env = onlyEnv(["PATH", "HOME", "TMPDIR"], { CODEX_HOME: "/srv/codex" });
 * await using codex = await Codex.connect({ runtime: { env } });
 * ```
 */
export function onlyEnv(
  names: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string | undefined>> {
  const set = names.filter((name) => Object.hasOwn(process.env, name));
  return { ...Object.fromEntries(set.map((name) => [name, process.env[name]])), ...extra };
}
