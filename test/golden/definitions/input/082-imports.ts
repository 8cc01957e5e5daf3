import * as bridgehead from "bridgehead";
import { default as AWS } from "alchemy/aws/control";
import systems, { type Nothing } from "./_systems.json";
import again from "./_systems.json" with { type: "json" };
import declare, { auth, type Kind } from "./_tools.ts";
import { declareOne, key, tools } from "./_index";

const kind: Kind = tools.kind;
export type { Nothing };

for (const system of systems.systems) await declare(system);
await declareOne("one");
await AWS.Events.Connection("direct", {
  authorizationType: kind,
  description: `${again.region} ${key === tools.key} ${bridgehead.ssm === bridgehead.ssm}`,
  authParameters: auth("direct"),
});
