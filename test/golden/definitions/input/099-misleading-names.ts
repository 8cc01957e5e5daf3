import AWS, { ssm } from "bridgehead";

const key = ssm("/bridgehead/orders/key");
const kеy = "plain text";

await AWS.Events.Connection("orders", { authParameters: { apiKey: kеy ?? key } });
