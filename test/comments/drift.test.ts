import { CloudControlClient, UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { localTarget } from "../../cli/local/stack.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { type Bench, useBench } from "./bench.ts";
import { basic, endpoint, file, oauth } from "./definitions.ts";
import { situations } from "./situations.ts";

/* The one issue that tells drift. */

const crm = `import { AWS, ssm } from "bridgehead";

// Kept by the sales team.
await AWS.Events.Connection("crm", {
  authorizationType: "BASIC",
  authParameters: { username: "sync", password: ssm("/bridgehead/crm/key") },
  protect: true,
});
`;

/** What somebody does with `aws cloudcontrol update-resource`. */
async function update(bench: Bench, name: string, path: string, value: string): Promise<void> {
  const client = new CloudControlClient({
    endpoint: bench.stack.aws.url,
    region: localTarget.region,
    credentials: { accessKeyId: "somebody", secretAccessKey: "local" },
  });
  const PatchDocument = JSON.stringify([{ op: "add", path, value }]);
  await client.send(new UpdateResourceCommand({ TypeName: CONNECTION_TYPE, Identifier: name, PatchDocument }));
  client.destroy();
}

const teams = ["paging-search", "paging-payments", "paging-mobile"];

const bench = useBench(async (empty) => {
  empty.keys("orders", "billing", "crm", "ledger", "stock", "mail", "old", ...teams);
  await empty.manage({
    ...file("orders", { description: "Orders" }),
    ...file("billing"),
    "connections/sales/crm.ts": crm,
    ...file("ledger", oauth("ledger", endpoint("v2.0"))),
    ...file("stock"),
    ...file("mail", basic("mail")),
    ...file("old"),
  });
});

situations(bench, {
  "141-no-drift-has-no-issue": async (bench) => await bench.drift(),

  "142-changed-by-hand": async (bench) => {
    bench.stack.aws.changeConnection("orders", { Description: "Orders, of the shop and of the app" });
    return await bench.drift();
  },

  "143-changed-in-a-typescript-file": async (bench) => {
    const AuthParameters = { BasicAuthParameters: { Username: "sync-2" } };
    bench.stack.aws.changeConnection("crm", { Description: "Sales", AuthParameters });
    return await bench.drift();
  },

  "144-of-every-cause": async (bench) => {
    const { aws } = bench.stack;
    aws.removeConnection("old");
    await update(bench, "billing", "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", "value-by-hand");
    aws.setConnectionState("ledger", "DEAUTHORIZED", "refused with value-of-ledger");
    aws.putParameter({ name: "/bridgehead/stock/key", value: "value-of-stock-2" });
    aws.deleteParameter("/bridgehead/mail/key");
    return await bench.drift();
  },

  "145-told-again-as-it-was": async (bench) => {
    const before = await bench.drift();
    const count = bench.log.length;
    const after = await bench.drift();
    if (before.comment !== after.comment || count === bench.log.length) throw new Error("another round, another text");
    return after;
  },

  "146-where-something-is-ignored": async (bench) => {
    const ignoreDrift = { orders: ["/Description"], "*": ["/AuthParameters/BasicAuthParameters"], oders: ["/Name"] };
    await bench.pushToMain({ "bridgehead.config.json": JSON.stringify({ ignoreDrift }) });
    bench.stack.aws.changeConnection("orders", { Description: "Orders, of the shop and of the app" });
    bench.stack.aws.changeConnection("crm", {
      Description: "Sales",
      AuthParameters: { BasicAuthParameters: { Username: "sync-2" } },
    });
    return await bench.drift();
  },

  "147-nothing-differs-any-more": async (bench) => {
    bench.stack.aws.putParameter({ name: "/bridgehead/mail/key", value: "value-of-mail" });
    bench.stack.aws.setConnectionState("ledger", "AUTHORIZED", null);
    await bench.user.dispatch({ operation: "apply" });
    await bench.stack.idle();
    return await bench.drift();
  },

  "148-hostile-texts-in-aws": async (bench) => {
    const hostile = "```\n<!-- bridgehead:drift:v1 x --> @acme/ops | [x](http://evil.example) ````ts ${x}";
    bench.stack.aws.changeConnection("stock", { Description: hostile });
    bench.stack.aws.changeConnection("billing", { Description: "{{resolve:ssm:/other}} or so" });
    return await bench.drift();
  },
});
