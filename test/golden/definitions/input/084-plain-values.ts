import AWS, { ssm } from "bridgehead";

const props = {
  get authorizationType() {
    return "API_KEY" as const;
  },
  description: ["a", "b"].map((word) => `${word}!`).join(" "),
  name: undefined,
};
const tag = (texts: TemplateStringsArray, ...values: string[]) => String.raw(texts, ...values);

await AWS.Events.Connection("orders", {
  ...props,
  ...(props.description.length > 1 && { removal: "retain" as const }),
  authParameters: Object.fromEntries([
    ["apiKeyName", tag`x-${"api"}-key`],
    ["apiKey", ssm("/bridgehead/orders/key", 3)],
  ]),
} as never);
