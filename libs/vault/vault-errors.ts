/** Errors of the vault. Callers test the stable `code`, not the class. */
export abstract class VaultError extends Error {
  abstract readonly code: string;
}

/** What lies in the vault was wrapped under another key-encryption key: a wrong VAULT_KEK or a lost key file. */
export class WrongKek extends VaultError {
  readonly code = 'wrong-kek';
  constructor(
    readonly expected: string,
    readonly given: string,
  ) {
    super(`the vault was written under the key-encryption key ${expected}, this process has ${given}`);
  }
}

/** The key-encryption key given can't be one, or lies where others can read it. */
export class InvalidKek extends VaultError {
  readonly code = 'invalid-kek';
  constructor(
    readonly reason: 'not-32-bytes-of-base64' | 'readable-by-others',
    readonly source: string,
  ) {
    super(`key-encryption key from ${source}: ${reason}`);
  }
}

/** A wrapped key or secret was changed, or moved from another row. */
export class WrappingBroken extends VaultError {
  readonly code = 'wrapping-broken';
  constructor(readonly what: string) {
    super(`${what} does not unwrap`);
  }
}

/** The vault has a migration that this program does not know. */
export class VaultTooNew extends VaultError {
  readonly code = 'vault-too-new';
  constructor(readonly migration: string) {
    super(`the vault is newer than this program: it has migration ${migration}`);
  }
}
