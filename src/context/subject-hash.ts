import { createHash, X509Certificate } from 'node:crypto';

/**
 * The name under which OpenSSL looks a certificate up in a folder, 8 hex digits, as `openssl x509 -subject_hash` prints
 * it: SHA-1 of the subject in its canonical form (OpenSSL, crypto/x509/x_name.c). Throws where `pem` is no certificate.
 */
export function subjectHash(pem: string): string {
  const canonical = Buffer.concat(children(subjectOf(new X509Certificate(pem).raw)).map(canonicalSet));
  const digest = createHash('sha1').update(canonical).digest();
  return digest.readUInt32LE(0).toString(16).padStart(8, '0');
}

/** A value of ASN.1's DER: its tag, what is in it, and all of its bytes. */
interface Value {
  readonly tag: number;
  readonly content: Buffer;
  readonly bytes: Buffer;
}

const tags = { sequence: 0x30, set: 0x31, utf8: 0x0c, version: 0xa0 };

/** RFC 5280 §4.1: the version may be left out; serial number, signature, issuer and validity come before the subject. */
function subjectOf(certificate: Buffer): Value {
  const fields = children(at(children(valueAt(certificate, 0)), 0));
  return at(fields, fields[0]?.tag === tags.version ? 5 : 4);
}

function canonicalSet(set: Value): Buffer {
  const attributes = children(set).map((attribute) => {
    const [type, value] = children(attribute);
    if (!type || !value) throw new RangeError('a name without a value');
    return encode(tags.sequence, Buffer.concat([type.bytes, canonicalText(value)]));
  });
  return encode(tags.set, Buffer.concat(attributes));
}

/** Latin-1 stands for T.61, as it does in OpenSSL. */
const decoders: Readonly<Record<number, (content: Buffer) => string>> = {
  0x0c: (content) => content.toString('utf8'),
  0x13: (content) => content.toString('latin1'),
  0x14: (content) => content.toString('latin1'),
  0x16: (content) => content.toString('latin1'),
  0x1a: (content) => content.toString('latin1'),
  0x1e: (content) => Buffer.from(content).swap16().toString('utf16le'),
};

/** Texts become UTF-8 in lower case (ASCII's letters alone), with single spaces and none at the ends; all else stays. */
function canonicalText({ tag, content, bytes }: Value): Buffer {
  const decode = decoders[tag];
  if (!decode) return bytes;
  const trimmed = decode(content).replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');
  const text = trimmed.replace(/[ \t-\r]+/g, ' ').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return encode(tags.utf8, Buffer.from(text, 'utf8'));
}

function children({ content }: Value): readonly Value[] {
  const values: Value[] = [];
  for (let offset = 0; offset < content.length;) {
    const value = valueAt(content, offset);
    values.push(value);
    offset += value.bytes.length;
  }
  return values;
}

function valueAt(data: Buffer, offset: number): Value {
  const first = data.readUInt8(offset + 1);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 ? first : data.readUIntBE(offset + 2, lengthBytes);
  const start = offset + 2 + lengthBytes;
  return {
    tag: data.readUInt8(offset),
    content: data.subarray(start, start + length),
    bytes: data.subarray(offset, start + length),
  };
}

function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length < 0x100 ? 2 : 4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

function at(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (!value) throw new RangeError('a certificate that ends too early');
  return value;
}
