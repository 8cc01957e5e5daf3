import { declare } from "./_tools.ts";

await declare("first");
await Promise.all([declare("second"), declare("third", { description: "of three" })]);
// Nobody awaits it, and it is done all the same.
  declare("fourth");
