/** `T` without the fields that may be undefined being there as undefined. */
export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out fields that are undefined: in strict JSON there is no undefined, a field is there or it is not. */
export function compact<T extends object>(value: T): Compact<T> {
  const result: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) if (inner !== undefined) result[name] = inner;
  return result as Compact<T>;
}
