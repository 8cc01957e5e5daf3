import { readFileSync } from "node:fs";
import data from "../../../package.json";
import { z } from "zod";
import { missing } from "./_missing.ts";
import { Kind, kye } from "./_tools.ts";

const name = "tools";
const tools = await import(`./_${name}.ts`);
export default [readFileSync, data, z, missing, tools, import.meta.dirname];
