import { crc32 } from "node:zlib";

// A PNG is a signature of eight bytes and then chunks: length, type, data, checksum. A `tEXt` chunk holds a keyword, a
// NUL and a text in Latin-1 (PNG specification, section 11.3.4).

const SIGNATURE = 8;
/** Length, type and checksum. */
const FRAME = 12;

/** The same picture with a text inside, right before its last chunk. */
export function withPngText(png: Buffer, keyword: string, text: string): Buffer {
  const content = Buffer.from(`tEXt${keyword}\0${text}`, "latin1");
  const chunk = Buffer.alloc(content.length + 8);
  chunk.writeUInt32BE(content.length - 4, 0);
  content.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(content), content.length + 4);
  const end = png.length - FRAME;
  return Buffer.concat([png.subarray(0, end), chunk, png.subarray(end)]);
}

/** The text that stands under a keyword; undefined: there is none. */
export function pngText(png: Buffer, keyword: string): string | undefined {
  for (let at = SIGNATURE; at + FRAME <= png.length; at += png.readUInt32BE(at) + FRAME) {
    const data = png.toString("latin1", at + 4, at + 8 + png.readUInt32BE(at));
    if (data.startsWith(`tEXt${keyword}\0`)) return data.slice(keyword.length + 5);
  }
  return undefined;
}
