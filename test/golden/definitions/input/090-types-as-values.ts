import AWS, { ssm } from "bridgehead";
import { Kind, kye } from "./_tools.ts";

const kind: Kind = "API_KEY";
await AWS.Events.Connection(kye("orders"), { authorizationType: kind });
