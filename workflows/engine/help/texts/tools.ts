import type { Tool } from "../../read/typescript/foreign-packages.ts";
import { didYouMean } from "../../values/did-you-mean.ts";

interface ToolText {
  readonly called: string;
  /** Names that its programs expect to exist without an import. */
  readonly names: readonly string[];
  readonly instead: string;
}

const call = 'await AWS.Events.Connection("id", { … })';
const imports = 'import { AWS, ssm } from "bridgehead"';

const tools: Readonly<Record<Tool, ToolText>> = {
  cdk: {
    called: "the AWS CDK",
    names: [
      "cdk",
      "events",
      "Stack",
      "App",
      "Construct",
      "SecretValue",
      "Authorization",
      "CfnConnection",
      "constructs",
    ],
    instead: `Write \`${call}\` in place of \`new events.Connection(this, …)\`: \`CfnConnection\` has the same properties.`,
  },
  pulumi: {
    called: "Pulumi",
    names: ["pulumi", "aws", "aws_native"],
    instead: `Write \`${call}\` in place of \`new aws.cloudwatch.EventConnection\`; \`apiKey.key\` is \`apiKeyName\`, \`apiKey.value\` is \`apiKey\`.`,
  },
  sst: {
    called: "SST",
    names: ["sst", "$config", "$app", "$interpolate"],
    instead: `Write \`${call}\` alone, without \`$config\`; a secret is \`ssm("/bridgehead/…")\`.`,
  },
  alchemy: {
    called: "Alchemy's own program",
    names: ["alchemy", "Effect"],
    instead: `Keep only \`import AWS from "alchemy/aws/control"\` and the calls of \`AWS.Events.Connection\`; a secret is \`ssm("/bridgehead/…")\`.`,
  },
  sdk: {
    called: "the AWS SDK",
    names: ["EventBridgeClient", "CreateConnectionCommand"],
    instead: `Write \`${call}\` with the same properties: Bridgehead calls AWS when the change is applied.`,
  },
  serverless: {
    called: "the Serverless Framework",
    names: [],
    instead: `Write \`${call}\` with what stands in \`Properties\`.`,
  },
  dotenv: {
    called: "a file of environment variables",
    names: [],
    instead:
      'Remove it: definitions read no environment. A secret is `ssm("/bridgehead/…")`, anything else the value itself.',
  },
};

/** What to write instead of an import of a tool's package. */
export function insteadOf(tool: Tool): string {
  return tools[tool].instead;
}

/** What to write where a program expects a name that nothing defines; null when the name says nothing. */
export function missingNameHint(name: string): string | null {
  if (name === "AWS") return `Add \`${imports};\` as the first line.`;
  if (name === "ssm") return 'Add `import { ssm } from "bridgehead";` as the first line.';
  const tool = Object.values(tools).find(({ names }) => names.includes(name));
  return tool === undefined ? exportHint(name) : `\`${name}\` is of ${tool.called}. ${tool.instead}`;
}

const modules: Readonly<Record<string, string>> = {
  module: `Write \`${call}\` in place of \`module.exports\`.`,
  exports: `Write \`${call}\` in place of \`exports\`.`,
  require: `Write \`${imports};\` for the authoring API, and \`import … from\` with a relative path for a file.`,
};

/** What to write in place of the module system of Node; null for any other name. */
export function moduleHint(name: string): string | null {
  return Object.hasOwn(modules, name) ? (modules[name] ?? null) : null;
}

/** What was probably meant by a name that the authoring API does not export; null when that is not clear. */
export function exportHint(name: string): string | null {
  if (/^(?:Cfn)?(?:Event)?Connection$|^defineConnections?$|^connections?$|^Events$/.test(name)) {
    return `Write \`${imports}\` and \`${call}\`.`;
  }
  if (/secret|ssm|param|resolve/i.test(name)) {
    return 'Write `ssm("/bridgehead/…")`, which refers to a SecureString in Parameter Store.';
  }
  const near = didYouMean(name, ["AWS", "ssm"]);
  return near === undefined ? null : `Did you mean \`${near}\`?`;
}
