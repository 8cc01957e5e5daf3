import { declare } from "./_tools.ts";

await declare("orders", {
  description: "x".repeat(600),
  descripton: "a slip",
} as never);
await Promise.all(["crm", "erp"].map((id) => declare(id, { maxRetries: 3 } as never)));
