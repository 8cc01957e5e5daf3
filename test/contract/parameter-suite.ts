import { expect, it } from "vitest";
import { chunked, describeParameters as describeAll } from "../../workflows/calls/all-pages.ts";
import { need } from "../../workflows/ports/answer.ts";
import {
  type ArnExports,
  type ParameterCatalog,
  type ParameterInfo,
  type ParameterReader,
  type ParameterValue,
  VALUES_AT_ONCE,
} from "../../workflows/ports/parameters.ts";

/** A Parameter Store with the adapters in front of it. */
export interface ParametersUnderTest {
  readonly catalog: ParameterCatalog;
  readonly reader: ParameterReader;
  readonly exports: ArnExports;
  /** Stores another version. */
  readonly put: (path: string, value: string, type?: ParameterInfo["type"]) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Lets enough time pass for dates to differ. */
  readonly pass: () => Promise<void>;
}

const { signal } = new AbortController();

/** What the catalog and the reader promise. */
export function describeParameters(open: () => ParametersUnderTest): void {
  let folders = 0;
  const folder = (): string => `/bridgehead/suite-${(folders += 1)}`;

  it("tells type, version and date of the parameters that exist, and of no other", async () => {
    const { catalog, put } = open();
    const at = folder();
    const before = Date.now();
    await put(`${at}/plain`, "plain", "String");
    await put(`${at}/list`, "a,b", "StringList");
    await put(`${at}/secret`, "canary-1");
    await put(`${at}/secret`, "canary-2");
    const names = ["plain", "list", "secret", "none"];
    const found = need(
      await describeAll(
        names.map((name) => `${at}/${name}`),
        catalog,
        signal,
      ),
    );
    expect([...found.values()].map(({ path, type, version }) => `${path}:${version} ${type}`).toSorted()).toEqual([
      `${at}/list:1 StringList`,
      `${at}/plain:1 String`,
      `${at}/secret:2 SecureString`,
    ]);
    for (const { modified } of found.values()) expect(Math.abs(modified - before)).toBeLessThan(60_000);
    expect(JSON.stringify([...found])).not.toContain("canary");
  });

  it("makes a parameter for an ARN, and overwrites none but where it is told to", async () => {
    const { exports, put } = open();
    const [own, foreign] = [`${folder()}/arn`, `${folder()}/arn`];
    expect(await exports.holds(own, "arn:1", signal)).toBe(false);
    need(await exports.create(own, "arn:1", signal));
    expect(await exports.holds(own, "arn:1", signal)).toBe(true);
    await put(foreign, "theirs", "String");
    expect(await exports.create(foreign, "arn:1", signal)).toMatchObject({ kind: "already-exists" });
    expect(await exports.holds(foreign, "theirs", signal)).toBe(true);
    need(await exports.overwrite(own, "arn:2", signal));
    expect(await exports.holds(own, "arn:2", signal)).toBe(true);
  });

  it("takes no secret for an ARN, and shows nothing of it", async () => {
    const { exports, put } = open();
    const at = `${folder()}/arn`;
    await put(at, "arn:canary");
    expect(await exports.holds(at, "arn:canary", signal)).toBe(false);
    expect(JSON.stringify(await exports.create(at, "arn:1", signal))).not.toContain("canary");
  });

  it("describes more parameters than AWS lists at once", async () => {
    const { catalog, put } = open();
    const at = folder();
    const paths = Array.from({ length: 55 }, (_, index) => `${at}/${index}`);
    await Promise.all(paths.map((path) => put(path, "value", "String")));
    const found = need(await describeAll([...paths, ...paths.slice(0, 5)], catalog, signal));
    expect([...found.keys()].toSorted()).toEqual(paths.toSorted());
  });

  it("tells a parameter that was made again by its date", async () => {
    const { catalog, put, remove, pass } = open();
    const path = `${folder()}/key`;
    await put(path, "first");
    const found = async () => need(await describeAll([path], catalog, signal)).get(path);
    const before = await found();
    await remove(path);
    expect(await found()).toBeUndefined();
    await pass();
    await put(path, "second");
    const after = await found();
    expect([before?.version, after?.version]).toEqual([1, 1]);
    expect(after?.modified).toBeGreaterThan(before?.modified ?? Number.POSITIVE_INFINITY);
  });

  it("reads each parameter at exactly the version asked for", async () => {
    const { reader, put } = open();
    const at = folder();
    for (const value of ["one", "two", "three"]) await put(`${at}/key`, value);
    await put(`${at}/plain`, "text", "String");
    const wanted = [
      { path: `${at}/key`, version: 3 },
      { path: `${at}/plain`, version: 1 },
      { path: `${at}/key`, version: 1 },
      { path: `${at}/key`, version: 1 },
      { path: `${at}/key`, version: 9 },
      { path: `${at}/none`, version: 1 },
    ];
    const values = need(await reader.read(wanted, signal));
    expect(
      values.map(({ path, version, type, value }) => `${path}:${version} ${type} ${value.reveal()}`).toSorted(),
    ).toEqual([`${at}/key:1 SecureString one`, `${at}/key:3 SecureString three`, `${at}/plain:1 String text`]);
    expect(`${JSON.stringify(values)}${String(values[0]?.value)}`).not.toContain("one");
  });

  it("reads as many parameters as AWS gives at once", async () => {
    const { reader, put } = open();
    const at = folder();
    const paths = Array.from({ length: 23 }, (_, index) => `${at}/${index}`);
    await Promise.all(paths.map((path) => put(path, `value of ${path}`)));
    const wanted = paths.map((path) => ({ path, version: 1 }));
    const values: ParameterValue[] = [];
    for (const some of chunked(wanted, VALUES_AT_ONCE)) values.push(...need(await reader.read(some, signal)));
    expect(new Map(values.map(({ path, value }) => [path, value.reveal()]))).toEqual(
      new Map(paths.map((path) => [path, `value of ${path}`])),
    );
  });

  it("stops when it is told to", async () => {
    const { catalog, reader } = open();
    const reason = new Error("enough");
    const stopped = AbortSignal.abort(reason);
    await expect(catalog.describe(["/bridgehead/a"], undefined, stopped)).rejects.toBe(reason);
    await expect(reader.read([{ path: "/bridgehead/a", version: 1 }], stopped)).rejects.toBe(reason);
  });
}
