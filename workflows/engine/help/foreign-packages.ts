import { didYouMean } from "../values/did-you-mean.ts";

/** Another tool whose programs people begin with, and what to write instead. */
interface ForeignTool {
  readonly name: string;
  /** Its packages; a name that ends with `/` stands for all below it as well. */
  readonly packages: readonly string[];
  /** Names that its programs expect to exist without an import. */
  readonly names: readonly string[];
  readonly instead: string;
}

const call = 'await AWS.Events.Connection("id", { … })';
const imports = 'import { AWS, ssm } from "bridgehead"';

const tools: readonly ForeignTool[] = [
  {
    name: "the AWS CDK",
    packages: ["aws-cdk-lib", "@aws-cdk/", "constructs", "cdktf", "@cdktf/"],
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
  {
    name: "Pulumi",
    packages: ["@pulumi/"],
    names: ["pulumi", "aws", "aws_native"],
    instead: `Write \`${call}\` in place of \`new aws.cloudwatch.EventConnection\`; \`apiKey.key\` is \`apiKeyName\`, \`apiKey.value\` is \`apiKey\`.`,
  },
  {
    name: "SST",
    packages: ["sst"],
    names: ["sst", "$config", "$app", "$interpolate"],
    instead: `Write \`${call}\` alone, without \`$config\`; a secret is \`ssm("/bridgehead/…")\`.`,
  },
  {
    name: "Alchemy's own program",
    packages: ["alchemy", "effect"],
    names: ["alchemy", "Effect"],
    instead: `Keep only \`import AWS from "alchemy/aws/control"\` and the calls of \`AWS.Events.Connection\`; a secret is \`ssm("/bridgehead/…")\`.`,
  },
  {
    name: "the AWS SDK",
    packages: ["@aws-sdk/", "aws-sdk", "@smithy/"],
    names: ["EventBridgeClient", "CreateConnectionCommand"],
    instead: `Write \`${call}\` with the same properties: Bridgehead calls AWS when the change is applied.`,
  },
  {
    name: "the Serverless Framework",
    packages: ["serverless", "@serverless/"],
    names: [],
    instead: `Write \`${call}\` with what stands in \`Properties\`.`,
  },
  {
    name: "a file of environment variables",
    packages: ["dotenv"],
    names: [],
    instead:
      'Remove it: definitions read no environment. A secret is `ssm("/bridgehead/…")`, anything else the value itself.',
  },
];

/** The tool that a package belongs to, and what to write instead of its import; undefined when it is no known one. */
export function foreignPackage(specifier: string): { readonly tool: string; readonly hint: string } | undefined {
  const found = tools.find(({ packages }) => packages.some((name) => isOf(specifier, name)));
  return found === undefined ? undefined : { tool: found.name, hint: found.instead };
}

function isOf(specifier: string, name: string): boolean {
  return name.endsWith("/") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);
}

/** What to write where a program expects a name that nothing defines; null when the name says nothing. */
export function missingNameHint(name: string): string | null {
  if (name === "AWS") return `Add \`${imports};\` as the first line.`;
  if (name === "ssm") return 'Add `import { ssm } from "bridgehead";` as the first line.';
  const tool = tools.find(({ names }) => names.includes(name));
  if (tool !== undefined) return `\`${name}\` is of ${tool.name}. ${tool.instead}`;
  return exportHint(name);
}

const instead: Readonly<Record<string, string>> = {
  module: `Write \`${call}\` in place of \`module.exports\`.`,
  exports: `Write \`${call}\` in place of \`exports\`.`,
  require: `Write \`${imports};\` for the authoring API, and \`import … from\` with a relative path for a file.`,
};

/** What to write in place of the module system of Node; null for any other name. */
export function absentNameHint(name: string): string | null {
  return Object.hasOwn(instead, name) ? (instead[name] ?? null) : null;
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
