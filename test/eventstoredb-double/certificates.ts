import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import * as der from './der.js';

/** A certificate and its key, as PEM texts. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateAuthority extends Certified {
  readonly name: string;
}

/** @returns a certificate authority of a test's own, valid for a day. */
export function certificateAuthority(name = 'Test authority'): CertificateAuthority {
  const { publicKey, privateKey } = keyPair();
  const extensions = [
    extension(OID.basicConstraints, der.sequence(der.boolean(true))),
    extension(OID.keyUsage, der.bits(Buffer.from([KEY_CERT_SIGN]), 2)),
    extension(OID.subjectKeyIdentifier, der.octets(keyIdentifier(publicKey))),
  ];
  const certificate = issue(name, name, publicKey, privateKey, extensions);
  return { name, certificate, key: pem(privateKey) };
}

/** @returns a certificate for this name, `localhost` and 127.0.0.1, for a server or a user to show. */
export function certificateFrom(authority: CertificateAuthority, name: string): Certified {
  const { publicKey, privateKey } = keyPair();
  const names = der.sequence(
    der.tagged(2, Buffer.from('localhost')),
    der.tagged(7, Buffer.from([127, 0, 0, 1])),
  );
  const extensions = [
    extension(OID.basicConstraints, der.sequence()),
    extension(OID.keyUsage, der.bits(Buffer.from([DIGITAL_SIGNATURE]), 7)),
    extension(OID.extendedKeyUsage, der.sequence(der.oid(OID.serverAuth), der.oid(OID.clientAuth))),
    extension(OID.subjectAltName, names),
  ];
  const signer = createPrivateKey(authority.key);
  const certificate = issue(name, authority.name, publicKey, signer, extensions);
  return { certificate, key: pem(privateKey) };
}

/** Object identifiers of RFC 5280 and RFC 5758. */
const OID = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
};
const DIGITAL_SIGNATURE = 0x80;
const KEY_CERT_SIGN = 0x04;
const DAY = 86_400_000;

/** RFC 5280, 4.1. */
function issue(
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  signer: KeyObject,
  extensions: readonly Buffer[],
): string {
  const now = Date.now();
  const algorithm = der.sequence(der.oid(OID.ecdsaWithSha256));
  const toBeSigned = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(randomBytes(8)),
    algorithm,
    nameOf(issuer),
    der.sequence(der.time(new Date(now - DAY)), der.time(new Date(now + DAY))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...extensions)),
  );
  const signature = der.bits(sign('sha256', toBeSigned, signer), 0);
  const base64 = der.sequence(toBeSigned, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function nameOf(name: string): Buffer {
  return der.sequence(der.set(der.sequence(der.oid(OID.commonName), der.utf8(name))));
}

function extension(oid: string, value: Buffer): Buffer {
  return der.sequence(der.oid(oid), der.octets(value));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function keyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
