import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { subjectHash } from '../../../src/context/subject-hash.ts';

/** As `openssl x509 -subject_hash` prints them: plain names, units, names with accents and an address of mail. */
const known: Readonly<Record<string, string>> = {
  'ISRG Root X1': '4042bcee',
  'GTS Root R1': '1001acf7',
  'Amazon Root CA 1': 'ce5e74ef',
  'NetLock Arany (Class Gold) Főtanúsítvány': '988a38cb',
  'Microsec e-Szigno Root CA 2009': '8160b96c',
  'Izenpe.com': 'cc450945',
  'Certum Trusted Network CA': '48bec511',
};

test.each(Object.entries(known))('%s has the hash that OpenSSL gives it', (name, hash) => {
  const certificate = rootCertificates.find((pem) => new X509Certificate(pem).subject.includes(`CN=${name}`));
  expect(certificate && subjectHash(certificate)).toBe(hash);
});

test('every certificate of Node has one', () => {
  expect(rootCertificates.map(subjectHash).filter((hash) => !/^[0-9a-f]{8}$/.test(hash))).toEqual([]);
});
