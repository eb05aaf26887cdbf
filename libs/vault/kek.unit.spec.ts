import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { kekFromBase64, loadKek } from './kek.js';

const BASE64 = Buffer.alloc(32, 1).toString('base64');
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kek-'));
  file = join(folder, 'secrets', 'kek');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the key-encryption key', () => {
  it('is made at the first start, for its owner only, and is the same at the next', () => {
    const first = loadKek({ file });
    expect(first.bytes).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadKek({ file })).toEqual(first);
    expect(readdirSync(join(folder, 'secrets'))).toEqual(['kek']);
  });

  it('comes from the setting where there is one, and then no file is made', () => {
    expect(loadKek({ base64: BASE64, file })).toEqual(kekFromBase64(BASE64));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('in a file that others can read is refused', () => {
    loadKek({ file });
    chmodSync(file, 0o644);
    expect(() => loadKek({ file })).toThrow(
      expect.objectContaining({ code: 'invalid-kek', reason: 'readable-by-others' }),
    );
  });

  it.each([
    '',
    'short',
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    `${BASE64}!`,
    '=',
  ])('is not %j, in the setting or in the file', (text) => {
    const refusal = expect.objectContaining({ code: 'invalid-kek', reason: 'not-32-bytes-of-base64' });
    expect(() => kekFromBase64(text)).toThrow(refusal);
    loadKek({ file });
    writeFileSync(file, text);
    expect(() => loadKek({ file })).toThrow(refusal);
  });
});
