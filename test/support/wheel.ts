import { crc32 } from 'node:zlib';

/** The smallest wheel that pip installs: one module, `NAME.py`, with `text` in it. */
export function wheel({ name, version, text }: { name: string; version: string; text: string }): Buffer {
  const info = `${name}-${version}.dist-info`;
  return zip({
    [`${name}.py`]: text,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: `${name}.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  });
}

/** A ZIP archive of stored files (APPNOTE 4.3). */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const common = commonHeader(name, content);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), shorts(20), common, tail(offset), Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.concat([
    Buffer.from('PK\x05\x06'),
    shorts(0, 0, parts.length, parts.length),
    longs(list.length, offset),
    shorts(0),
  ]);
  return Buffer.concat([...parts, list, end]);
}

/** Version, flags, method, time and date (1980-01-01), checksum, sizes, lengths of name and extra field. */
function commonHeader(name: string, content: Buffer): Buffer {
  return Buffer.concat([
    shorts(20, 0, 0, 0, 33),
    longs(crc32(content), content.length, content.length),
    shorts(Buffer.byteLength(name), 0),
  ]);
}

/** Lengths of comment, disk and attributes, and where the file begins. */
function tail(offset: number): Buffer {
  return Buffer.concat([shorts(0, 0, 0), longs(0o100644 * 0x10000, offset)]);
}

function shorts(...values: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}

function longs(...values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}
