// elf(5): 64-bit, little-endian.
const magic = 0x464c457f;
const noteSegment = 4;

/** The machine of an ELF file and the names of its notes; null where it is none. */
export function readElf(file) {
  if (file.readUInt32LE(0) !== magic) return null;
  const table = Number(file.readBigUInt64LE(32));
  const entrySize = file.readUInt16LE(54);
  const entries = Array.from({ length: file.readUInt16LE(56) }, (_, index) => table + index * entrySize);
  return {
    machine: file.readUInt16LE(18),
    notes: entries
      .filter((at) => file.readUInt32LE(at) === noteSegment)
      .flatMap((at) => namesOfNotes(file, at)),
  };
}

function namesOfNotes(file, segment) {
  const names = [];
  const start = Number(file.readBigUInt64LE(segment + 8));
  const end = start + Number(file.readBigUInt64LE(segment + 32));
  for (let at = start; at < end;) {
    const nameSize = file.readUInt32LE(at);
    names.push(file.toString('latin1', at + 12, at + 12 + nameSize).replace(/\0.*$/s, ''));
    at += 12 + fourBytes(nameSize) + fourBytes(file.readUInt32LE(at + 4));
  }
  return names;
}

const fourBytes = (size) => Math.ceil(size / 4) * 4;
