/** A property of an interface. */
export interface Member {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
  readonly optional?: boolean;
}

/** An exported interface. An optional property may be given as `undefined`: the evaluation leaves it out. */
export function interfaceText(
  name: string,
  doc: string,
  { extend, members }: { readonly extend?: string; readonly members: readonly Member[] },
): string {
  const lines = members.map((member) => {
    const type = member.optional === true && member.type !== "never" ? `${member.type} | undefined` : member.type;
    return `${comment(member.doc, "  ")}\n  ${member.name}${member.optional === true ? "?" : ""}: ${type};`;
  });
  const base = extend === undefined ? "" : ` extends ${extend}`;
  return `${comment(doc, "")}\nexport interface ${name}${base} {\n${lines.join("\n")}\n}\n`;
}

export function typeText(name: string, doc: string, type: string): string {
  const line = `export type ${name} = ${type};`;
  const text = line.length <= 120 ? line : `export type ${name} =\n  | ${type.replaceAll(" | ", "\n  | ")};`;
  return `${comment(doc, "")}\n${text}\n`;
}

export function typeUnion(types: readonly string[]): string {
  return types.join(" | ");
}

/** A documentation comment, at most 120 columns wide. */
function comment(doc: string, indent: string): string {
  if (`${indent}/** ${doc} */`.length <= 120) return `${indent}/** ${doc} */`;
  const lines: string[] = [];
  let line = `${indent} *`;
  for (const word of doc.split(" ")) {
    if (line.length + 1 + word.length > 120) {
      lines.push(line);
      line = `${indent} *`;
    }
    line += ` ${word}`;
  }
  return [`${indent}/**`, ...lines, line, `${indent} */`].join("\n");
}
