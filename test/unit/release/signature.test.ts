import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { packageFolder } from '../../../src/core/index.ts';

interface SignatureModule {
  readonly signAdHoc: (unsigned: Buffer, identifier: string) => Buffer;
  readonly hasValidSignature: (file: Buffer) => boolean;
}
interface Target {
  readonly format: string;
  readonly machine: number;
}
interface InspectModule {
  readonly faultsOf: (file: Buffer, target: Target) => readonly string[];
}

const builder = (name: string) => pathToFileURL(join(packageFolder(), 'build/release', name)).href;
const { signAdHoc, hasValidSignature } = (await import(builder('signature.js'))) as SignatureModule;
const { faultsOf } = (await import(builder('inspect.js'))) as InspectModule;

const arm64 = { format: 'mach-o', machine: 0x0100_000c };
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1';
const page = 4096;

/** A program for Apple's processors with four segments, as far as its headers go. `room` is what is between them and the first section. */
function machO({ room = 64, blob = 'NODE_SEA' } = {}): Buffer {
  const headers = 32 + 72 + 80 + 72 + 72;
  const segments = [
    segment('__TEXT', { offset: 0, size: page, sections: [{ name: '__text', offset: headers + room }] }),
    segment(blob, { offset: page, size: 100, sections: [] }),
    segment('__LINKEDIT', { offset: 2 * page, size: 1234, sections: [] }),
  ];
  const commands = Buffer.concat(segments);
  const file = Buffer.alloc(2 * page + 1234, 0x90);
  file.fill(0, 0, headers + room);
  words([0xfeedfacf, arm64.machine, 0, 2, segments.length, commands.length, 0, 0]).copy(file);
  commands.copy(file, 32);
  file.write(fuse, page);
  return file;
}

function segment(
  name: string,
  where: {
    readonly offset: number;
    readonly size: number;
    readonly sections: readonly { name: string; offset: number }[];
  },
): Buffer {
  const bytes = Buffer.alloc(72 + 80 * where.sections.length);
  words([0x19, bytes.length]).copy(bytes);
  bytes.write(name, 8);
  bytes.writeBigUInt64LE(BigInt(where.offset), 40);
  bytes.writeBigUInt64LE(BigInt(where.size), 48);
  bytes.writeUInt32LE(where.sections.length, 64);
  where.sections.forEach((section, index) => {
    bytes.write(section.name, 72 + 80 * index);
    bytes.writeUInt32LE(section.offset, 72 + 80 * index + 48);
  });
  return bytes;
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
}

describe('an ad-hoc signature', () => {
  const unsigned = machO();
  const signed = signAdHoc(unsigned, 'flexbuild');
  const at = Math.ceil(unsigned.length / 16) * 16;

  test('is where the load command says, at the end of the file and of its last segment', () => {
    const command = 32 + 72 + 80 + 72 + 72;
    expect(signed.readUInt32LE(16)).toBe(4);
    expect([0, 4, 8, 12].map((offset) => signed.readUInt32LE(command + offset))).toEqual([
      0x1d,
      16,
      at,
      signed.length - at,
    ]);
    const linkEdit = command - 72;
    expect(signed.readBigUInt64LE(linkEdit + 48)).toBe(BigInt(signed.length - 2 * page));
    expect(signed.readBigUInt64LE(linkEdit + 32) % 16384n).toBe(0n);
  });

  test('has the digest of each page, and nobody for its author', () => {
    const directory = signed.subarray(at + 20);
    expect(signed.readUInt32BE(at)).toBe(0xfade0cc0);
    expect(directory.readUInt32BE(0)).toBe(0xfade0c02);
    expect(directory.readUInt32BE(12), 'ad hoc').toBe(2);
    const identifier = directory.readUInt32BE(20);
    expect(directory.toString('latin1', identifier, identifier + 10)).toBe('flexbuild\0');
    expect([directory.readUInt32BE(28), directory.readUInt32BE(32)]).toEqual([3, at]);
    const pages = [0, 1, 2].map((index) => signed.subarray(index * page, Math.min((index + 1) * page, at)));
    const digests = pages.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    const hashes = directory.readUInt32BE(16);
    expect(directory.subarray(hashes).toString('hex')).toBe(digests.join(''));
  });

  test('holds until a byte is another one', () => {
    expect(hasValidSignature(unsigned)).toBe(false);
    expect(hasValidSignature(signed)).toBe(true);
    for (const place of [200, page + 50, at - 1, signed.length - 1]) {
      const changed = Buffer.from(signed);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      expect(hasValidSignature(changed), `${place}`).toBe(false);
    }
  });

  test('is not made twice, nor where its load command has no room', () => {
    expect(() => signAdHoc(signed, 'flexbuild')).toThrow('signed already');
    expect(() => signAdHoc(machO({ room: 8 }), 'flexbuild')).toThrow('no room');
  });
});

describe('an executable that is about to be published', () => {
  const signed = signAdHoc(machO(), 'flexbuild');

  test('is for its machine, with a blob that Node will look for, and signed', () => {
    expect(faultsOf(signed, arm64)).toEqual([]);
  });

  test.each([
    ['for another machine', signed, { format: 'mach-o', machine: 0x0100_0007 }, /machine/],
    ['of another system', signed, { format: 'elf', machine: 0xb7 }, /no elf file/],
    ['without a blob', signAdHoc(machO({ blob: '__DATA' }), 'flexbuild'), arm64, /no blob/],
    ['unsigned', machO(), arm64, /signature/],
  ])('is not %s', (_, file, target, fault) => {
    expect(faultsOf(file, target)).toEqual([expect.stringMatching(fault)]);
  });
});
