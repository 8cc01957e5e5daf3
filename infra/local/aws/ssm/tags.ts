import { AwsError } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, reads, writes } from "../wire/call.ts";
import { keptName } from "./names.ts";

const MAX_TAGS = 50;

/** What else can be tagged in Systems Manager; of these, the local AWS has none. */
const RESOURCE_TYPES = [
  "Document",
  "ManagedInstance",
  "MaintenanceWindow",
  "Parameter",
  "PatchBaseline",
  "OpsItem",
  "OpsMetadata",
  "Automation",
  "Association",
  "CloudConnector",
];

const TAG_TEXT = String.raw`^([\p{L}\p{Z}\p{N}_.:\/=+\-@]*)$`;
const KEY = { type: "string", required: true, min: 1, max: 128, pattern: TAG_TEXT } as const;

/** A list of tags, as several operations take it. */
export const tagList = {
  type: "list",
  max: 1000,
  items: {
    type: "structure",
    members: { Key: KEY, Value: { type: "string", required: true, min: 0, max: 256, pattern: TAG_TEXT } },
  },
} as const;

const target = {
  ResourceType: { type: "string", required: true, enum: RESOURCE_TYPES },
  ResourceId: { type: "string", required: true },
} as const;

/** Tags of parameters. */
export const ssmTags: Readonly<Record<string, Operation>> = {
  AddTagsToResource: operation(writes, { ...target, Tags: { ...tagList, required: true } }, (input, call) => {
    const name = taggedName(call, input);
    call.store.tags.set(name, withTags(call.store.tags.get(name), input.Tags));
    return {};
  }),

  RemoveTagsFromResource: operation(
    writes,
    { ...target, TagKeys: { type: "list", required: true, items: KEY } },
    (input, call) => {
      const tags = call.store.tags.get(taggedName(call, input));
      for (const key of input.TagKeys) tags?.delete(key);
      return {};
    },
  ),

  ListTagsForResource: operation(reads, target, (input, call) => {
    const tags = call.store.tags.get(taggedName(call, input)) ?? new Map<string, string>();
    return { TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) };
  }),
};

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The tags with others added. Throws where they are too many. */
export function withTags(before: ReadonlyMap<string, string> | undefined, added: readonly Tag[]): Map<string, string> {
  const tags = new Map([...(before ?? []), ...added.map(({ Key, Value }) => [Key, Value] as const)]);
  if (tags.size <= MAX_TAGS) return tags;
  throw new AwsError("TooManyTagsError", `A resource can have at most ${MAX_TAGS} tags.`);
}

function taggedName(call: Call, input: { readonly ResourceType: string; readonly ResourceId: string }): string {
  const { ResourceType: type, ResourceId: given } = input;
  const name = keptName(call.store, given);
  if (type === "Parameter" && call.store.parameters.has(name)) return name;
  throw new AwsError(
    "InvalidResourceId",
    "The resource ID isn't valid. Verify that you entered the correct ID and try again.",
  );
}
