const early = "the module ends early";

/** Reads WebAssembly. Throws where it ends early. */
export class Reader {
  at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error(early);
    return byte;
  }

  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + count);
    if (taken.length < count) throw new Error(early);
    this.at += count;
    return taken;
  }

  /** A number in LEB128. */
  unsigned(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  skipNumber(): void {
    while (this.byte() >= 128);
  }
}

/** Collects bytes; writing from the begin again overwrites. */
export class Writer {
  at = 0;
  bytes: Uint8Array<ArrayBuffer>;

  constructor(length: number) {
    this.bytes = new Uint8Array(Math.ceil(length));
  }

  put(bytes: Uint8Array): void {
    while (this.at + bytes.length > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2 + 64);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  byte(value: number): void {
    this.put(Uint8Array.of(value));
  }

  unsigned(value: number): void {
    this.put(Uint8Array.from(unsigned(value)));
  }

  /** What another one holds, behind its length. */
  sized(other: Writer): void {
    this.unsigned(other.at);
    this.put(other.bytes.subarray(0, other.at));
  }
}

export function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}

/** Of a number that is not negative: its last group has the bit of the sign clear. */
export function signed(value: number): readonly number[] {
  return value < 64 ? [value] : [(value % 128) + 128, ...signed(Math.floor(value / 128))];
}
