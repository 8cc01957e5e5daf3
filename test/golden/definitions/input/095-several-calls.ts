import AWS, { ssm } from "bridgehead";

const ids = ["a b", "c/d"];
const make = (id: string) => AWS.Events.Connection(id, { authorizationType: "API_KEY", authParameters: { apiKey: ssm("/bridgehead/k") } });
await make(ids[0]!); await make(ids[1]!); await AWS.Events.Connection(`${ids.length}`, { authorizationType: "NONE" as never }); await AWS.Events.Connection(["e", "f"].join("-"), { authorizationType: "BASIC" });
