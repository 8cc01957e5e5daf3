import { AWS, ssm } from "bridgehead";

await AWS.Events.Connection("-.texts", {
  description: 'It says "hi" and "bye", isn\'t \\quoted\\, has\ttabs, ünïcode 日本, 👩\u200d🚀, \u202e and \u00a0.',
  authorizationType: "API_KEY",
  authParameters: {
    apiKeyName: "X`Key's|$",
    apiKey: ssm("/bridgehead/-.texts/api-key"),
    invocationHttpParameters: {
      headerParameters: [
        { key: "a'b", value: "it's", isValueSecret: false },
        { key: "!#$%&'*+-.^_`|~", value: "`${x}`", isValueSecret: false },
        { key: "X-Signature", value: ssm("/bridgehead/-.texts/header-X-Signature"), isValueSecret: true },
        { key: "X-Nonce", value: ssm("/bridgehead/-.texts/header-X-Nonce"), isValueSecret: true },
      ],
      queryStringParameters: [
        { key: "page", value: ssm("/bridgehead/-.texts/query-page"), isValueSecret: true },
        { key: "page", value: ssm("/bridgehead/-.texts/query-page-2"), isValueSecret: true },
        { key: "page", value: "2", isValueSecret: false },
        { key: "日本", value: ssm("/bridgehead/-.texts/query-parameter"), isValueSecret: true },
        {
          key: "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
          value: ssm("/bridgehead/-.texts/query-kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"),
          isValueSecret: true,
        },
      ],
      bodyParameters: [
        {
          key: "text",
          value:
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          isValueSecret: false,
        },
        {
          key: "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",
          value: ssm("/bridgehead/-.texts/body-yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"),
          isValueSecret: true,
        },
      ],
    },
  },
  adopt: true,
});
