import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

const perFile = 10;

const sharedTeam = `import { type ConnectionProps, ssm } from "bridgehead";

/** How a team's services are reached: what all definitions of a team have in common. */
export function service(team: string, name: string, description: string): ConnectionProps {
  return {
    name,
    description: \`\${description} (\${team})\`,
    authorizationType: "API_KEY",
    authParameters: {
      apiKeyName: "x-api-key",
      apiKey: ssm(\`/bridgehead/\${team}/\${name}\`),
      invocationHttpParameters: { headerParameters: [{ key: "x-team", value: team, isValueSecret: false }] },
    },
  };
}
`;

const sharedNames = `export enum Region {
  Europe = "eu",
  America = "us",
}

export const label = (region: Region, index: number): string => \`\${region}-\${String(index).padStart(4, "0")}\`;
`;

/**
 * Writes a definitions folder as a large platform team would have one: TypeScript files of ten definitions each, made
 * by helpers that all of them import, with an enumeration and with literal objects beside the helper's.
 */
export async function writeDefinitionSet(folder: string, definitions: number): Promise<number> {
  const files = Math.ceil(definitions / perFile);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "_team.ts"), sharedTeam);
  await writeFile(path.join(folder, "_names.ts"), sharedNames);
  for (let file = 0; file < files; file++) {
    const count = Math.min(perFile, definitions - file * perFile);
    await writeFile(path.join(folder, `service-${String(file).padStart(3, "0")}.ts`), definitionFile(file, count));
  }
  return files;
}

/** Half of the definitions come from a loop over a helper; the other half are written out. */
function definitionFile(file: number, count: number): string {
  const looped = Math.ceil(count / 2);
  const written = Array.from({ length: count - looped }, (_, index) => {
    const name = `billing-${file}-${index}`;
    return `
await AWS.Events.Connection("${name}", {
  description: "Invoices of region ${index}",
  authorizationType: "BASIC",
  authParameters: { username: "bridgehead", password: ssm("/bridgehead/billing/${name}") },
});
`;
  });
  return `import { AWS, ssm } from "bridgehead";
import { label, Region } from "./_names.ts";
import { service } from "./_team.ts";

for (let index = 0; index < ${looped}; index++) {
  const name = \`orders-${file}-\${label(index % 2 === 0 ? Region.Europe : Region.America, index)}\`;
  await AWS.Events.Connection(name, service("orders", name, "Orders"));
}
${written.join("")}`;
}
