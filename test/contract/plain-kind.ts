import { defineKind } from "../../workflows/engine/kinds/kind.ts";

/** A made-up kind of which nobody but Cloud Control is asked: it has neither `supplement` nor `survey`. */
export const shelf = defineKind({
  type: "Acme::Stock::Shelf",
  schema: {
    kind: "object",
    doc: "A shelf.",
    properties: { ShelfName: { kind: "string", doc: "What it is called." } },
  },
  identity: { name: "ShelfName" },
});
