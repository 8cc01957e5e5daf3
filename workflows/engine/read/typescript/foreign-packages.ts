/** Packages of other tools; a name that ends with `/` stands for all below it as well. */
const packages = {
  cdk: ["aws-cdk-lib", "@aws-cdk/", "constructs", "cdktf", "@cdktf/"],
  pulumi: ["@pulumi/"],
  sst: ["sst"],
  alchemy: ["alchemy", "effect"],
  sdk: ["@aws-sdk/", "aws-sdk", "@smithy/"],
  serverless: ["serverless", "@serverless/"],
  dotenv: ["dotenv"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Another tool whose programs people begin with. */
export type Tool = keyof typeof packages;

const all = Object.entries(packages) as readonly (readonly [Tool, readonly string[]])[];

/** The tool that a package belongs to; undefined when it is no known one. */
export function toolOf(specifier: string): Tool | undefined {
  return all.find(([, names]) => names.some((name) => isOf(specifier, name)))?.[0];
}

function isOf(specifier: string, name: string): boolean {
  return name.endsWith("/") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);
}
