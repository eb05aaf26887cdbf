/** Texts of people, each of them rare, in two alphabets: one per field, so that a find tells which field leaked. */
export class Planted {
  private readonly texts = new Map<string, readonly [string, string]>();

  /** A text for a field, with two planted words in it. */
  text(field: string): string {
    const n = this.texts.size + 1;
    const words = [`Ящерицын${spelt(n, 'абвгдежзик')}ов`, `Quokkason${spelt(n, 'bcdfghjklm')}er`] as const;
    this.texts.set(field, words);
    return `${words[0]} (${words[1]})`;
  }

  phone(field: string): string {
    const digits = String(9_160_553_170 + this.texts.size);
    const phone = `+7 ${digits.slice(0, 3)} ${digits.slice(3, 6)}-${digits.slice(6, 8)}-${digits.slice(8)}`;
    this.texts.set(field, [phone, digits]);
    return phone;
  }

  email(field: string): string {
    const local = `zanzibar.${spelt(this.texts.size, 'bcdfghjklm')}`;
    this.texts.set(field, [local, `${local}@example.org`]);
    return `${local}@example.org`;
  }

  /** What to look for. */
  get words(): readonly string[] {
    return [...this.texts.values()].flat();
  }

  wordsOf(field: string): readonly string[] {
    return this.texts.get(field) ?? [];
  }

  get fields(): readonly string[] {
    return [...this.texts.keys()];
  }
}

/** A number in letters: word indexes leave digits out or cut words at them. */
function spelt(n: number, letters: string): string {
  return [...String(n)].map((digit) => letters[Number(digit)] ?? '').join('');
}
