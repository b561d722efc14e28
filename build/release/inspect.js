import { readElf } from './elf.js';
import { readMachO } from './mach-o.js';
import { hasValidSignature } from './signature.js';

/** Marks the place at which Node says whether a blob is in it: https://nodejs.org/api/single-executable-applications.html */
export const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
export const blobName = 'NODE_SEA_BLOB';
export const blobSegment = 'NODE_SEA';

/** What of an executable is not as `target` needs it, as texts. Most of them cannot be tried on the machine that makes them. */
export function faultsOf(file, { format, machine }) {
  const found = format === 'elf' ? elfFacts(file) : machOFacts(file);
  if (found === null) return [`it is no ${format} file`];
  const faults = {
    [`it is for the machine ${found.machine}, and not ${machine}`]: found.machine !== machine,
    'it has no blob': !found.blob,
    'its fuse does not say that there is a blob': !file.includes(`${fuse}:1`),
    'its signature is missing or wrong': !found.signed,
  };
  return Object.keys(faults).filter((text) => faults[text]);
}

function elfFacts(file) {
  const elf = readElf(file);
  return elf && { machine: elf.machine, blob: elf.notes.includes(blobName), signed: true };
}

function machOFacts(file) {
  const macho = readMachO(file);
  return (
    macho && {
      machine: macho.machine,
      blob: macho.segments.some(({ name, size }) => name === blobSegment && size > 0),
      signed: hasValidSignature(file),
    }
  );
}
