import { expect, it } from "vitest";
import type { PublicationStore } from "../../workflows/ports/ledger.ts";
import { aPublication } from "./ledger-fixtures.ts";

/** An empty ledger, and the same opened again. */
export interface Publications {
  readonly ledger: PublicationStore;
  readonly other: PublicationStore;
}

const AT = 1_700_000_000_000;
const place = { repository: 7, pullRequest: 12, head: "a".repeat(40) };

/** What every ledger promises of the plans that were published. */
export function describePublications(open: () => Promise<Publications>): void {
  it("finds no plan where none was published", async () => {
    const { ledger } = await open();
    expect(await ledger.publicationBefore(place, AT + 1)).toBeUndefined();
  });

  it("finds a plan as it was published, without a lease", async () => {
    const { ledger, other } = await open();
    const plan = aPublication({ engine: null, policy: ["secretPrefixes /b/", "oauthHosts *"] });
    await ledger.publish(plan);
    expect(await other.publicationBefore(place, AT + 1)).toEqual(plan);
  });

  it("finds what was published for exactly this head of this pull request", async () => {
    const { ledger, other } = await open();
    await ledger.publish(aPublication());
    const others = [
      { repository: 8 },
      { repository: 71, pullRequest: 2 },
      { pullRequest: 1 },
      { pullRequest: 123 },
      { head: "9".repeat(40) },
      { head: "a".repeat(39) },
    ];
    for (const elsewhere of others) await ledger.publish(aPublication({ ...elsewhere, publishedAt: AT + 5 }));
    expect(await other.publicationBefore(place, AT + 10)).toEqual(aPublication());
    for (const elsewhere of others) {
      const found = await other.publicationBefore({ ...place, ...elsewhere }, AT + 10);
      expect(found).toEqual(aPublication({ ...elsewhere, publishedAt: AT + 5 }));
    }
  });

  it("looks strictly before the time", async () => {
    const { ledger, other } = await open();
    await ledger.publish(aPublication());
    expect(await other.publicationBefore(place, AT - 1)).toBeUndefined();
    expect(await other.publicationBefore(place, AT)).toBeUndefined();
    expect(await other.publicationBefore(place, AT + 1)).toEqual(aPublication());
  });

  it("replaces nothing: each plan of a head is found at its time, also one that says the same", async () => {
    const { ledger, other } = await open();
    const plans = [
      aPublication(),
      aPublication({ changes: {}, publishedAt: AT + 10 }),
      aPublication({ publishedAt: AT + 20 }),
    ];
    for (const plan of plans) await ledger.publish(plan);
    for (const plan of plans) expect(await other.publicationBefore(place, plan.publishedAt + 1)).toEqual(plan);
    expect(await other.publicationBefore(place, AT + 20)).toEqual(plans[1]);
  });

  it("finds one of two that were published in the same millisecond, and the older one before it", async () => {
    const { ledger, other } = await open();
    const two = ["1", "2"].map((digit) => aPublication({ digest: digit.repeat(64), publishedAt: AT + 1 }));
    for (const plan of [...two, aPublication()]) await ledger.publish(plan);
    expect(two).toContainEqual(await other.publicationBefore(place, AT + 2));
    expect(await other.publicationBefore(place, AT + 1)).toEqual(aPublication());
  });

  it("finds the newest by number, in whatever order they were published", async () => {
    const { ledger, other } = await open();
    for (const publishedAt of [1000, 999, AT, 1_000_000]) await ledger.publish(aPublication({ publishedAt }));
    const before = async (time: number) => await other.publicationBefore(place, time);
    expect(await before(1000)).toMatchObject({ publishedAt: 999 });
    expect(await before(1001)).toMatchObject({ publishedAt: 1000 });
    expect(await before(AT)).toMatchObject({ publishedAt: 1_000_000 });
    expect(await before(AT + 1)).toMatchObject({ publishedAt: AT });
  });

  it("finds each of many plans of one head", async () => {
    const { ledger, other } = await open();
    const times = Array.from({ length: 120 }, (_, index) => AT + ((index * 7) % 120));
    for (const publishedAt of times) await ledger.publish(aPublication({ publishedAt }));
    for (const publishedAt of [AT, AT + 59, AT + 119]) {
      expect(await other.publicationBefore(place, publishedAt + 1)).toEqual(aPublication({ publishedAt }));
    }
  });
}
