import process from "node:process";
import { benchAttacks } from "./attacks.ts";
import { benchApply } from "./apply.ts";
import { benchDefinitions } from "./definitions.ts";
import { benchPlan } from "./plan.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  definitions: benchDefinitions,
  apply: benchApply,
  attacks: benchAttacks,
  plan: benchPlan,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (names.length === 0 || unknown.length > 0) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join("|")}`);
  process.exitCode = 1;
} else {
  for (const name of names) await benches[name]?.();
}
