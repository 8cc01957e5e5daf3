/** Another process at the same file: takes a number of keys, each of its own. */
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { systemClock } from "../../infra/system-clock.ts";

const [path = "", worker = "", count = "0"] = process.argv.slice(2);
const ledger = createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: systemClock });
for (let index = 0; index < Number(count); index += 1) {
  if (!(await ledger.claim(`${worker}${index}`, 60_000))) throw new Error(`"${worker}${index}" was taken already`);
}
