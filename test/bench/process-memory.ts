import { readdir, readFile } from "node:fs/promises";

/** Milliseconds from one look to the next. */
const interval = 20;

/**
 * The most memory that a process and those it started took together, in bytes, as seen every few milliseconds: the sum
 * of their proportional set sizes, which counts what they share once. NaN where the system has no /proc to ask.
 */
export async function peakMemory(root: number, until: Promise<unknown>): Promise<number> {
  let peak = Number.NaN;
  const over = until.then(
    () => true,
    () => true,
  );
  const soon = (): Promise<boolean> => new Promise((resolve) => setTimeout(resolve, interval, false));
  while (!(await Promise.race([over, soon()]))) {
    const sizes = await Promise.all((await familyOf(root)).map(sizeOf));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > 0 && !(total <= peak)) peak = total;
  }
  return peak;
}

/** Ticks of a second in which Linux tells what a process has used: `USER_HZ`, 100 on each of its platforms but one. */
const ticks = 100;

/** Seconds of CPU that a process used so far, all its threads together; NaN where the system has no /proc to ask. */
export async function cpuSeconds(process: number): Promise<number> {
  const stat = await textOf(`/proc/${process}/stat`);
  // The name of the program stands in brackets and may hold spaces: what is counted stands behind it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) / ticks;
}

async function familyOf(root: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${root}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => textOf(`/proc/${root}/task/${thread}/children`)));
  const children = lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
  const families = await Promise.all(children.map(familyOf));
  return [root, ...families.flat()];
}

async function sizeOf(process: number): Promise<number> {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(await textOf(`/proc/${process}/smaps_rollup`))?.[1];
  return kilobytes === undefined ? 0 : Number(kilobytes) * 1_024;
}

/** Empty for a process that has ended. */
async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
