import process from "node:process";
import { main } from "../../cli/main.ts";
import { registries, type Registry } from "./made-up-kinds.ts";

// The command line with other kinds: the first word says with which.

const [registry, ...words] = process.argv.slice(2);
process.exitCode = await main(words, registries[registry as Registry]);
