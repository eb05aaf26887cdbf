/** As much of DER (ITU-T X.690) as a certificate needs. */

function value(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Buffer[]) => value(0x30, ...parts);
export const set = (...parts: readonly Buffer[]) => value(0x31, ...parts);
export const octets = (bytes: Buffer) => value(0x04, bytes);
export const utf8 = (text: string) => value(0x0c, Buffer.from(text));
export const boolean = (is: boolean) => value(0x01, Buffer.from([is ? 0xff : 0]));

/** Context-specific: around a value of its own (explicit), or in place of its tag. */
export const explicit = (number: number, inner: Buffer) => value(0xa0 | number, inner);
export const tagged = (number: number, content: Buffer) => value(0x80 | number, content);

/** @param unused how many of the last byte's bits don't count. */
export const bits = (bytes: Buffer, unused: number) => value(0x03, Buffer.from([unused]), bytes);

/** A positive number, most significant byte first. */
export function integer(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const significant = bytes.subarray(start);
  const needsZero = ((significant[0] ?? 0) & 0x80) !== 0;
  return value(0x02, needsZero ? Buffer.from([0]) : Buffer.alloc(0), significant);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift(0x80 | (left & 0x7f));
    bytes.push(...digits);
  }
  return value(0x06, Buffer.from(bytes));
}

/** UTCTime, which serves until 2049. */
export function time(instant: Date): Buffer {
  const text = instant.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return value(0x17, Buffer.from(`${text}Z`));
}
