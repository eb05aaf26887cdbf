/** Names of a file's columns. In XES they are found as the file is read, so that later rows may have more cells. */
export class Columns {
  readonly names: string[] = [];
  private readonly byName = new Map<string, number>();

  /** A name that is taken already gets a number: `Variant`, `Variant#2`. */
  add(name: string): number {
    let unique = name === '' ? `#${this.names.length + 1}` : name;
    for (let n = 2; this.byName.has(unique); n += 1) unique = `${name}#${n}`;
    this.byName.set(unique, this.names.length);
    return this.names.push(unique) - 1;
  }

  /** @param reference a name, or `#5` for the fifth column. */
  indexOf(reference: string): number | undefined {
    const named = this.byName.get(reference);
    if (named !== undefined) return named;
    const place = /^#([1-9]\d*)$/.exec(reference)?.[1];
    return place !== undefined && Number(place) <= this.names.length ? Number(place) - 1 : undefined;
  }

  /** The column of an attribute that may be new. */
  at(name: string): number {
    return this.byName.get(name) ?? this.add(name);
  }
}
