// Wall: entry of a process, whose start is part of what is measured.

import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import process from "node:process";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, type QuickJSSyncVariant } from "quickjs-emscripten-core";

/* The least that evaluating a folder takes: Node takes the types out, and one QuickJS without a meter runs all files. */

const folder = process.argv[2] ?? "";
const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")]));
const code = new Map<string, string>();
for (const [name, text] of texts) {
  const hasEnum = text.includes("enum ");
  code.set(name, stripTypeScriptTypes(text, { mode: hasEnum ? "transform" : "strip" }));
}
const authoring = `
const declared = [];
export const AWS = { Events: { Connection: (id, props) => (declared.push(JSON.stringify([id, props])), { name: id }) } };
export const ssm = (path) => "{{resolve:ssm-secure:" + path + "}}";
globalThis.count = () => declared.length;
`;
const quickjs = await newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant);
const runtime = quickjs.newRuntime();
runtime.setModuleLoader((name) => (name === "bridgehead" ? authoring : (code.get(name.replace("./", "")) ?? "")));
const context = runtime.newContext();
for (const [name, text] of code) {
  if (name.startsWith("_")) continue;
  context.unwrapResult(context.evalCode(text, name, { type: "module" })).dispose();
  runtime.executePendingJobs();
}
const count = context.unwrapResult(context.evalCode("count()"));
console.log(context.getNumber(count));
