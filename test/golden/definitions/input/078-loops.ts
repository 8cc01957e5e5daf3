import AWS, { ssm } from "bridgehead";

const keys = new Map([
  ["crm", "/bridgehead/crm/key"],
  ["erp", "/bridgehead/erp/key"],
]);
const skipped = new Set(["erp"]);
const limits: Record<string, string> = { shop: "one", mail: "two" };

async function declare(id: string, path: string, description = "made in a loop") {
  await AWS.Events.Connection(id, {
    authorizationType: "API_KEY",
    description,
    authParameters: { apiKeyName: "x-api-key", apiKey: ssm(path) },
  });
}

for (const [id, path] of keys) {
  if (skipped.has(id)) continue;
  await declare(id, path);
}
for (const [id, description] of Object.entries(limits)) await declare(id, `/bridgehead/${id}/key`, description);
let left = 2;
outer: while (true) {
  for (const stage of ["a", "b"]) {
    if (left-- === 0) break outer;
    await declare(`stage-${stage}`, "/bridgehead/stage/key");
  }
}
await Promise.all([...skipped].map((id) => declare(`late-${id}`, "/bridgehead/late/key")));
