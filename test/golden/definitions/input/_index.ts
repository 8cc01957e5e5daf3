export * from "./_tools.ts";
export { default as declareOne } from "./_tools.ts";
export * as tools from "./_tools.ts";
