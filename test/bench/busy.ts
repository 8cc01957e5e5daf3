import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";

/** Runs beside so many processes that do nothing but compute, and ends them. */
export async function besideBusy<Result>(processes: number, run: () => Promise<Result>): Promise<Result> {
  const busy: ChildProcess[] = Array.from({ length: processes }, () =>
    spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" }),
  );
  try {
    return await run();
  } finally {
    for (const child of busy) child.kill("SIGKILL");
  }
}
