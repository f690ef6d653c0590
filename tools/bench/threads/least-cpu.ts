/**
 * What some work costs this process once it has been done a few times, in milliseconds of CPU: the least of so many times, since
 * what others do on the machine only ever adds.
 */
export async function leastCpuMs(
  { times, warm = 0 }: { readonly times: number; readonly warm?: number },
  work: () => Promise<void>,
): Promise<number> {
  for (let time = 0; time < warm; time++) await work();
  let least = Infinity;
  for (let time = 0; time < times; time++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
