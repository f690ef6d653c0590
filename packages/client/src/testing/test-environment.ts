/** Variables without which Windows starts no process; none tells who the developer is. */
const windowsVariables = ["SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "windir"];

/** The environment of a runtime under test, in full. */
export function testEnvironment(folder: {
  readonly codexHome: string;
  readonly home: string;
  readonly temp: string;
}): Record<string, string> {
  const inherited = process.platform === "win32" ? ["PATH", ...windowsVariables] : ["PATH"];
  const taken = inherited.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(taken),
    CODEX_HOME: folder.codexHome,
    HOME: folder.home,
    // The sandbox may write to the temporary folder, so each home has its own; Windows calls them TEMP and TMP.
    TMPDIR: folder.temp,
    ...(process.platform === "win32"
      ? {
          USERPROFILE: folder.home,
          APPDATA: folder.home,
          LOCALAPPDATA: folder.home,
          TEMP: folder.temp,
          TMP: folder.temp,
        }
      : {}),
  };
}
