import { randomBytes, webcrypto, type webcrypto as webcryptoTypes } from 'node:crypto';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralNames,
  RelativeDistinguishedNames,
  type ExtensionParameters,
} from 'pkijs';
import { constraintsTo, generalName, type PermittedNames } from './general-names.ts';
import { bufferOf, derOf, pem } from './pem.ts';
import type { Credentials, Validity } from './types.ts';

/** Makes a self-signed authority that can sign for `permitted` alone (RFC 5280 §4.2.1.10). */
export async function makeAuthority({
  commonName,
  permitted,
  validity,
}: {
  readonly commonName: string;
  readonly permitted: PermittedNames;
  readonly validity: Validity;
}): Promise<Credentials> {
  const keys = await keyPair();
  const certificate = await bare({ subject: commonName, issuer: commonName, validity, key: keys.publicKey });
  certificate.extensions = [
    extension(oid.basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }), 'critical'),
    extension(oid.keyUsage, usage(keyCertSign), 'critical'),
    extension(oid.nameConstraints, constraintsTo(permitted), 'critical'),
    extension(oid.subjectKeyIdentifier, new OctetString({ valueHex: await certificate.getKeyHash() })),
  ];
  await certificate.sign(keys.privateKey, 'SHA-256');
  return { certificate: pemOf(certificate), key: await pemOfKey(keys.privateKey) };
}

/** Makes a server's certificate for `names`, DNS names and IP addresses, signed by `authority`. */
export async function issueCertificate({
  authority,
  names,
  validity,
}: {
  readonly authority: Credentials;
  readonly names: readonly [string, ...string[]];
  readonly validity: Validity;
}): Promise<Credentials> {
  const issuer = Certificate.fromBER(derOf(authority.certificate));
  const keys = await keyPair();
  const certificate = await bare({
    subject,
    issuer: commonNameOf(issuer),
    validity,
    key: keys.publicKey,
  });
  const keyIdentifier = new OctetString({ valueHex: await issuer.getKeyHash() });
  certificate.extensions = [
    extension(oid.basicConstraints, new BasicConstraints({ cA: false }), 'critical'),
    extension(oid.keyUsage, usage(digitalSignature), 'critical'),
    extension(oid.extendedKeyUsage, new ExtKeyUsage({ keyPurposes: [oid.serverAuthentication] })),
    extension(oid.subjectAlternativeName, new GeneralNames({ names: names.map(generalName) })),
    extension(oid.subjectKeyIdentifier, new OctetString({ valueHex: await certificate.getKeyHash() })),
    extension(oid.authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier })),
  ];
  await certificate.sign(await privateKeyOf(authority), 'SHA-256');
  return { certificate: pemOf(certificate), key: await pemOfKey(keys.privateKey) };
}

/** No host name: where a certificate has no DNS name, OpenSSL would take this one for it. */
const subject = 'flexbuild server';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Bits of KeyUsage (RFC 5280 §4.2.1.3), the first one leftmost. */
const digitalSignature = { byte: 0b1000_0000, unused: 7 };
const keyCertSign = { byte: 0b0000_0100, unused: 2 };

/** Object identifiers of RFC 5280. */
const oid = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
} as const;

interface Bare {
  readonly subject: string;
  readonly issuer: string;
  readonly validity: Validity;
  readonly key: webcryptoTypes.CryptoKey;
}

async function bare({ subject, issuer, validity, key }: Bare): Promise<Certificate> {
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ valueHex: bufferOf(serialNumber()) });
  certificate.subject = distinguishedName(subject);
  certificate.issuer = distinguishedName(issuer);
  certificate.notBefore.value = validity.from;
  certificate.notAfter.value = validity.until;
  await certificate.subjectPublicKeyInfo.importKey(key);
  return certificate;
}

/** RFC 5280 §4.1.2.2: a positive number; without a leading zero byte, so that it is written in one way only. */
function serialNumber(): Uint8Array {
  const random = randomBytes(16);
  random[0] = ((random[0] ?? 0) & 0x7f) | 0x40;
  return random;
}

function distinguishedName(commonName: string): RelativeDistinguishedNames {
  const value = new Utf8String({ value: commonName });
  return new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: oid.commonName, value })],
  });
}

function commonNameOf({ subject }: Certificate): string {
  const found = subject.typesAndValues.find(({ type }) => type === oid.commonName);
  return found?.value.valueBlock.value ?? '';
}

type Encodable = OctetString | BitString | { toSchema(): { toBER(): ArrayBuffer } };

function extension(extnID: string, value: Encodable, critical?: 'critical'): Extension {
  const extnValue = 'toSchema' in value ? value.toSchema().toBER() : value.toBER();
  return new Extension({ extnID, critical: critical !== undefined, extnValue } satisfies ExtensionParameters);
}

function usage({ byte, unused }: { readonly byte: number; readonly unused: number }): BitString {
  return new BitString({ valueHex: bufferOf(Uint8Array.of(byte)), unusedBits: unused });
}

async function keyPair(): Promise<webcryptoTypes.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privateKeyOf({ key }: Credentials): Promise<webcryptoTypes.CryptoKey> {
  return await webcrypto.subtle.importKey('pkcs8', derOf(key), algorithm, false, ['sign']);
}

async function pemOfKey(key: webcryptoTypes.CryptoKey): Promise<string> {
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', key));
}

function pemOf(certificate: Certificate): string {
  return pem('CERTIFICATE', certificate.toSchema(true).toBER());
}
