/** How far mmdebstrap is. */
export interface Progress {
  readonly activity: string;
  /** 0 to 1, for the whole base. */
  readonly fraction: number;
}

interface Stage {
  /** What mmdebstrap writes when it begins. */
  readonly begins: string;
  readonly activity: string;
  /** Where it begins and ends, as shares of the whole; measured with a Python base. */
  readonly from: number;
  readonly to: number;
}

const stages: readonly Stage[] = [
  { begins: 'I: running apt-get update', activity: 'reading the package lists', from: 0, to: 0.05 },
  { begins: 'I: downloading packages', activity: 'downloading', from: 0.05, to: 0.08 },
  { begins: 'I: extracting archives', activity: 'unpacking', from: 0.08, to: 0.3 },
  { begins: 'I: installing essential', activity: 'installing the essential packages', from: 0.3, to: 0.45 },
  { begins: 'I: installing remaining', activity: 'installing', from: 0.45, to: 0.92 },
  { begins: 'I: cleaning', activity: 'cleaning up', from: 0.92, to: 0.93 },
  { begins: 'I: creating tarball', activity: 'packing', from: 0.93, to: 0.97 },
];

/** A reader of mmdebstrap's verbose messages, line by line; null for a line that changes nothing. */
export function progressReader(): (line: string) => Progress | null {
  let stage: Stage | null = null;
  let expected = 0;
  let handled = 0;
  return (line) => {
    const begun = stages.find(({ begins }) => line.startsWith(begins));
    if (begun) {
      stage = begun;
      handled = 0;
      return { activity: begun.activity, fraction: begun.from };
    }
    expected = packageCount(line) ?? expected;
    if (stage === null || !isPackageLine(line)) return null;
    handled++;
    // Each package is unpacked and then set up: two lines.
    const share = expected === 0 ? 0 : Math.min(1, handled / (2 * expected));
    return { activity: stage.activity, fraction: stage.from + share * (stage.to - stage.from) };
  };
}

function packageCount(line: string): number | null {
  const counted = /, (\d+) newly installed,/.exec(line)?.[1];
  return counted === undefined ? null : Number(counted);
}

function isPackageLine(line: string): boolean {
  return line.startsWith('Unpacking ') || line.startsWith('Setting up ');
}
