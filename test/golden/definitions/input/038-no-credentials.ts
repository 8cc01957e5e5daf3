// A type without its credentials: the hint has the line that goes with the type.
import { AWS } from "bridgehead";

await AWS.Events.Connection("api-key", { authorizationType: "API_KEY", authParameters: {} });

await AWS.Events.Connection("basic", { authorizationType: "BASIC", authParameters: {} });

await AWS.Events.Connection("oauth", { AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters: {} });

await AWS.Events.Connection("nothing", { authorizationType: "BASIC" });
