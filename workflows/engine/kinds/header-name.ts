/** The characters of a header's name (RFC 9110, section 5.1), as in brackets of a regular expression. */
export const HEADER_NAME_CHARACTERS = "!#$%&'*+.^_`|~0-9A-Za-z-";

/** The same for people, in words that follow "takes". */
export const HEADER_NAME_FORM = "letters, digits and the characters !#$%&'*+-.^_`|~";

const HEADER_NAME = new RegExp(`^[${HEADER_NAME_CHARACTERS}]+$`);

export function isHeaderName(text: string): boolean {
  return HEADER_NAME.test(text);
}
