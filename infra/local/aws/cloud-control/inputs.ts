import type { StringMember } from "../wire/input.ts";

/** Members that several operations of Cloud Control share, with the limits of its service model. */
const text = <const M extends Omit<StringMember, "type">>(member: M): { readonly type: "string" } & M => ({
  type: "string",
  ...member,
});

const PART = "[A-Za-z0-9]{2,64}";
const TOKEN = String.raw`[\-A-Za-z0-9+\/=]+`;

const typeName = text({ required: true, min: 10, max: 196, pattern: `${PART}::${PART}::${PART}` });
export const identifier = text({ required: true, min: 1, max: 1024, pattern: ".+" });
export const document = text({ required: true, min: 1, max: 262_144, sensitive: true });
export const requestToken = text({ required: true, min: 1, max: 128, pattern: TOKEN });
export const clientToken = text({ min: 1, max: 128, pattern: TOKEN });
const roleArn = text({ min: 20, max: 2048, pattern: "arn:.+:iam::[0-9]{12}:role/.+" });
const typeVersionId = text({ min: 1, max: 128, pattern: String.raw`[A-Za-z0-9\-]+` });
export const optionalDocument = text({ min: 1, max: 262_144, sensitive: true });

/** Members that every operation on a type takes. There is no IAM here: a role is accepted and changes nothing. */
export const onType = { TypeName: typeName, TypeVersionId: typeVersionId, RoleArn: roleArn } as const;
