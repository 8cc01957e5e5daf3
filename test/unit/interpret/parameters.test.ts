import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../workflows/engine/values/json.ts";
import { codes, found, interpretProps, secretKey, withAuth } from "./support.ts";

const headers = (...headerParameters: readonly Json[]): JsonObject =>
  withAuth("API_KEY", { apiKeyName: "k", apiKey: secretKey, invocationHttpParameters: { headerParameters } });

describe("HTTP parameters", () => {
  it("that EventBridge removes are a warning in requests to the endpoint, whatever their letter case", () => {
    expect(found(interpretProps(headers({ key: "hOsT", value: "v", isValueSecret: false })))).toEqual([
      "warning removed-header 9",
    ]);
    expect(codes(withAuth("API_KEY", { apiKeyName: "Proxy-Authorization", apiKey: secretKey }))).toEqual([
      "warning removed-header",
    ]);
  });

  it.each([
    "Authorization",
    "COOKIE",
    "x-api-key",
    "client_secret",
    "DD-API-KEY",
    "db-password",
    "access_token",
    "X-Auth-Token",
  ])("called %s are no public ones", (key) => {
    expect(codes(headers({ key, value: "v", isValueSecret: false }))).toEqual(["error public-credential"]);
    expect(codes(headers({ key, value: secretKey }))).toEqual([]);
  });

  it.each(["x-token-count", "next_token", "authorization-mode", "secretary", "x-password-hint"])(
    "called %s may be public",
    (key) => {
      expect(codes(headers({ key, value: "v", isValueSecret: false }))).toEqual([]);
    },
  );

  it("have 64 KB together", () => {
    const body = (value: string): JsonObject =>
      withAuth("API_KEY", {
        apiKeyName: "k",
        apiKey: secretKey,
        invocationHttpParameters: { bodyParameters: [{ key: "k", value, isValueSecret: false }] },
      });
    expect(codes(body("v".repeat(65_535)))).toEqual([]);
    // Bytes, not characters.
    expect(codes(body("ä".repeat(32_768)))).toEqual(["error api-limit"]);
  });
});
