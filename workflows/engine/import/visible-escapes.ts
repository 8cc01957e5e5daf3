/** Characters that an editor does not show, or shows in another place: controls, formats, odd blanks, half pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu;

/** The text of a JSON string, which JavaScript reads as well, with everything in it that a reader could not see escaped. */
export function escapedString(text: string): string {
  // JSON.stringify escapes quotes, controls and half pairs; what it leaves unescaped is escaped by UTF-16 units.
  return JSON.stringify(text).replaceAll(UNSEEN, (unseen) =>
    Array.from({ length: unseen.length }, (_, index) => {
      const unit = unseen.charCodeAt(index).toString(16).padStart(4, "0");
      return `\\u${unit}`;
    }).join(""),
  );
}
