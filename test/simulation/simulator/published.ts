import type { Move } from "./github.ts";
import type { World } from "./world.ts";

/** Whether a plan of the merged head was published before the merge, or within its second: GitHub tells no more of it. */
export function publishedBefore({ pull }: Move, { table }: World): boolean {
  const end = (pull?.merged?.at ?? 0) + 1000;
  if (pull === undefined) return false;
  return table.items().some(({ pk, sk }) => {
    const [, , number, head] = (pk?.S ?? "").split("#");
    const isIt = pk?.S?.startsWith("PLAN#") === true && number === String(pull.number) && head === pull.head;
    return isIt && Number((sk?.S ?? "").split("#")[0]) < end;
  });
}
