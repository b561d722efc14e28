// https://github.com/apple-oss-distributions/xnu, EXTERNAL_HEADERS/mach-o/loader.h
const magic = 0xfeedfacf;
const headerSize = 32;
const segmentCommand = 0x19;
export const codeSignatureCommand = 0x1d;

/** The header and the load commands of a 64-bit Mach-O file, with their places in it; null where it is none. */
export function readMachO(file) {
  if (file.readUInt32LE(0) !== magic) return null;
  const commands = [];
  for (let at = headerSize; commands.length < file.readUInt32LE(16); at += file.readUInt32LE(at + 4)) {
    commands.push({ at, kind: file.readUInt32LE(at) });
  }
  return {
    machine: file.readUInt32LE(4),
    commands,
    commandsEnd: headerSize + file.readUInt32LE(20),
    segments: commands.filter(({ kind }) => kind === segmentCommand).map(({ at }) => segmentAt(file, at)),
  };
}

function segmentAt(file, at) {
  return {
    at,
    name: nameAt(file, at + 8),
    offset: Number(file.readBigUInt64LE(at + 40)),
    size: Number(file.readBigUInt64LE(at + 48)),
    sections: Array.from({ length: file.readUInt32LE(at + 64) }, (_, index) => ({
      name: nameAt(file, at + 72 + 80 * index),
      offset: file.readUInt32LE(at + 72 + 80 * index + 48),
    })),
  };
}

const nameAt = (file, at) => file.toString('latin1', at, at + 16).replace(/\0.*$/s, '');

/** Puts a load command behind the last one, into the room that linkers leave in front of the first section. */
export function addCommand(file, command) {
  const { commandsEnd, segments } = readMachO(file);
  const roomEnd = Math.min(
    ...segments.flatMap(({ sections }) => sections.map(({ offset }) => offset)).filter(Boolean),
  );
  if (commandsEnd + command.length > roomEnd)
    throw new Error('the Mach-O header has no room for a load command');
  command.copy(file, commandsEnd);
  file.writeUInt32LE(file.readUInt32LE(16) + 1, 16);
  file.writeUInt32LE(commandsEnd - headerSize + command.length, 20);
}

/** Makes a segment end where the file does. */
export function growSegment(file, { at, offset }, fileSize) {
  const size = BigInt(fileSize - offset);
  file.writeBigUInt64LE((size + pageMask) & ~pageMask, at + 32);
  file.writeBigUInt64LE(size, at + 48);
}

/** Memory pages of 16 KiB on Apple's processors; elsewhere smaller ones, which these are multiples of. */
const pageMask = 0x3fffn;
