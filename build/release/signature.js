import { createHash } from 'node:crypto';
import { addCommand, codeSignatureCommand, growSegment, readMachO } from './mach-o.js';

// Apple's processors run no program without a signature, and a blob that is put into one breaks Node's own. This writes
// what `codesign --sign -` does on a Mac, with which any machine can release: digests of the file's pages, and nobody's
// name. xnu, osfmk/kern/cs_blobs.h has the structures; Go's linker signs in the same way (cmd/internal/codesign).
const superBlobMagic = 0xfade0cc0;
const codeDirectoryMagic = 0xfade0c02;
const version = 0x20400;
const adHoc = 0x2;
const sha256 = { kind: 2, size: 32 };
const mainBinary = 1n;
const pageBits = 12;
const pageSize = 2 ** pageBits;
const superBlobSize = 20;
const codeDirectorySize = 88;

/** The same Mach-O file with an ad-hoc signature. It must have none, which is how postject leaves it. */
export function signAdHoc(unsigned, identifier) {
  const { commands } = readMachO(unsigned);
  if (commands.some(({ kind }) => kind === codeSignatureCommand))
    throw new Error('the file is signed already');
  const codeSize = align(unsigned.length, 16);
  const pages = Math.ceil(codeSize / pageSize);
  const hashesAt = codeDirectorySize + Buffer.byteLength(identifier) + 1;
  const size = superBlobSize + hashesAt + pages * sha256.size;

  const file = Buffer.alloc(codeSize + size);
  unsigned.copy(file);
  addCommand(file, words([codeSignatureCommand, 16, codeSize, size], 'LE'));
  const { segments } = readMachO(file);
  growSegment(file, segmentNamed(segments, '__LINKEDIT'), file.length);

  const text = segmentNamed(segments, '__TEXT');
  const blob = [
    ...[superBlobMagic, size, 1, 0, superBlobSize],
    ...[
      codeDirectoryMagic,
      size - superBlobSize,
      version,
      adHoc,
      hashesAt,
      codeDirectorySize,
      0,
      pages,
      codeSize,
    ],
  ];
  words(blob, 'BE').copy(file, codeSize);
  const directory = codeSize + superBlobSize;
  file.set([sha256.size, sha256.kind, 0, pageBits], directory + 36);
  file.writeBigUInt64BE(BigInt(text.offset), directory + 64);
  file.writeBigUInt64BE(BigInt(text.size), directory + 72);
  file.writeBigUInt64BE(mainBinary, directory + 80);
  file.write(`${identifier}\0`, directory + codeDirectorySize);
  digestsOf(file, codeSize).forEach((digest, page) =>
    digest.copy(file, directory + hashesAt + page * sha256.size),
  );
  return file;
}

/** Whether a file has a signature at its end whose digests are those of its pages. */
export function hasValidSignature(file) {
  const command = readMachO(file).commands.find(({ kind }) => kind === codeSignatureCommand);
  if (command === undefined) return false;
  const at = file.readUInt32LE(command.at + 8);
  const directory = at + file.readUInt32BE(at + 16);
  const hashes = directory + file.readUInt32BE(directory + 16);
  const codeSize = file.readUInt32BE(directory + 32);
  return (
    file.readUInt32BE(at) === superBlobMagic &&
    at + file.readUInt32BE(at + 4) === file.length &&
    codeSize === at &&
    digestsOf(file, codeSize).every((digest, page) =>
      digest.equals(file.subarray(hashes + page * sha256.size, hashes + (page + 1) * sha256.size)),
    )
  );
}

function digestsOf(file, codeSize) {
  return Array.from({ length: Math.ceil(codeSize / pageSize) }, (_, page) =>
    createHash('sha256')
      .update(file.subarray(page * pageSize, Math.min((page + 1) * pageSize, codeSize)))
      .digest(),
  );
}

function segmentNamed(segments, name) {
  const found = segments.find((segment) => segment.name === name);
  if (found === undefined) throw new Error(`the Mach-O file has no segment ${name}`);
  return found;
}

function words(values, order) {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes[`writeUInt32${order}`](value, index * 4));
  return bytes;
}

const align = (size, to) => Math.ceil(size / to) * to;
