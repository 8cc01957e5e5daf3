import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { codes, plainApiKey } from "./support.ts";

const kmsKey = (region: string): JsonObject => ({
  ...plainApiKey,
  kmsKeyIdentifier: `arn:aws:kms:${region}:123456789012:key/my-key-id`,
});

describe("a KMS key", () => {
  it("of another region is a warning; of this one, or without a region, it is none", () => {
    expect(codes(kmsKey("us-west-2"))).toEqual(["warning kms-key-region"]);
    expect(codes(kmsKey("eu-west-1"))).toEqual([]);
    expect(codes(kmsKey("us-west-2"), { region: null })).toEqual([]);
    expect(codes({ ...plainApiKey, kmsKeyIdentifier: "alias/orders" })).toEqual([]);
  });

  it("that a reference hides is refused as a reference, and nothing is said of its form", () => {
    for (const reference of ["ssm:/bridgehead/key-region", "ssm:/bridgehead/key-region:2"]) {
      expect(codes({ ...plainApiKey, kmsKeyIdentifier: `arn:aws:kms:{{resolve:${reference}}}:1:key/k` })).toEqual([
        "error reference-not-allowed",
      ]);
    }
  });

  it.each([
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eusc-de-east-1", "aws-eusc"],
    ["ap-south-1", "aws"],
  ])("of the partition of %s is one of %s", (region, partition) => {
    const arn = (of: string): JsonObject => ({
      ...plainApiKey,
      kmsKeyIdentifier: `arn:${of}:kms:${region}:123456789012:alias/orders`,
    });
    expect(codes(arn(partition), { region })).toEqual([]);
    expect(codes(arn(partition === "aws" ? "aws-cn" : "aws"), { region })).toEqual(["warning kms-key-region"]);
  });

  it.each([
    "orders",
    "alias/",
    "key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:aws:s3:::orders",
    "arn:aws:kms:eu-west-1:123456789012:grant/x",
    "arn:aws:kms:eu-west-1::alias/orders",
  ])("is not %s", (kmsKeyIdentifier) => {
    expect(codes({ ...plainApiKey, kmsKeyIdentifier })).toEqual(["error kms-key-form"]);
  });
});
