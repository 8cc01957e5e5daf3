import AWS, { ssm } from "bridgehead";

namespace Paths {
  export const prefix = "/bridgehead";
  export namespace Orders {
    export const key = `${prefix}/orders/key`;
  }
}
import Orders = Paths.Orders;

await AWS.Events.Connection("orders", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "x-api-key", apiKey: ssm(Orders.key) },
});
