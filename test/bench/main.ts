import process from "node:process";
import { benchAttacks } from "./attacks.ts";
import { benchApply } from "./apply.ts";
import { benchDefinitions } from "./definitions.ts";
import { benchPlan } from "./plan.ts";

const benches: Readonly<Record<string, (parts: readonly string[]) => Promise<void>>> = {
  definitions: benchDefinitions,
  apply: benchApply,
  attacks: benchAttacks,
  plan: benchPlan,
};

const [name = "", ...parts] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined || (parts.length > 0 && name !== "attacks")) {
  console.error(
    `usage: npm run bench -- ${Object.keys(benches).join("|")}\n       npm run bench -- attacks [alone] [PART OF A NAME]…`,
  );
  process.exitCode = 1;
} else await bench(parts);
